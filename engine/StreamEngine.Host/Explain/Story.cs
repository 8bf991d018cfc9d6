using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Commerce.Tracing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Time;

namespace StreamEngine.Host.Explain;

/// <summary>
/// Writes down what the pipeline does for one customer: it watches and is published to, and has no rules of its own.
/// </summary>
internal sealed class Story : IShopTrace, IShopOutput, IDisposable
{
    private readonly byte[] _key;
    private readonly List<StoryLine> _lines = [];
    private readonly Dictionary<(int Kind, long Subject), long> _armed = [];
    private readonly Func<ShopEvent, string> _sourceOf;
    private readonly ShopJson _json = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _isCorrecting;
    private int _eventAt = -1;
    private long _now;

    /// <param name="key">The customer's key.</param>
    /// <param name="sourceOf">Where an event stood.</param>
    public Story(byte[] key, Func<ShopEvent, string> sourceOf) => (_key, _sourceOf) = (key, sourceOf);

    /// <summary>The policy that the task goes by: the due times of its steps are told.</summary>
    public PolicyHistory Policies { private get; set; } = new(new ShopPolicy());

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<StoryLine> Lines => _lines;

    /// <summary>True once the input has ended: carts that are open then stay open.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Adds a record that was not processed.</summary>
    public void Refuse(long time, string what, string? why, string source) =>
        _lines.Add(new StoryLine(time, StoryKind.Refused, what, why, Source: source));

    public void OnEvent(KeyedScope<Customer> scope, ShopEvent next)
    {
        _isCorrecting = scope.Phase != FoldPhase.Live && IsAbout(scope);
        _eventAt = -1;
        if (!Tells(scope)) return;
        _now = next.Time;
        _eventAt = _lines.Count;
        _lines.Add(new StoryLine(
            next.Time, StoryKind.Event, EventWords.Of(next), Source: _sourceOf(next), IsLate: _isCorrecting));
    }

    public void OnSession(KeyedScope<Customer> scope, SessionElement<SessionFacts> element)
    {
        if (!Tells(scope)) return;
        // What a closed session was is told when it is published.
        if (element.IsClosed) _now = scope.Now;
        else Add(scope, StoryKind.Session, "session opens");
    }

    public void OnCart(KeyedScope<Customer> scope, CartFact fact)
    {
        if (!Tells(scope)) return;
        var cart = fact.Cart;
        var name = cart?.Id is { } id ? $"cart {id}" : "cart";
        switch (fact.Kind)
        {
            case CartFactKind.Created: Add(scope, StoryKind.Cart, $"{name} created: {EventWords.Of(cart!)}"); break;
            case CartFactKind.Changed: Add(scope, StoryKind.Cart, $"{name} changed: {EventWords.Of(cart!)}"); break;
            case CartFactKind.Emptied: Add(scope, StoryKind.Cart, $"{name} emptied"); break;
            case CartFactKind.MergedAway: Add(scope, StoryKind.Cart, $"{name} merged away"); break;
            case CartFactKind.Expired when !IsDraining: Add(scope, StoryKind.Cart, $"{name} expired"); break;
            case CartFactKind.Ordered: Add(scope, StoryKind.Cart, $"{name} ordered: {EventWords.Of(cart!)}"); break;
            case CartFactKind.CheckoutCounted: Add(scope, StoryKind.Checkout, "checkout begins"); break;
            case CartFactKind.CheckoutReplaced:
                Add(scope, StoryKind.Checkout, $"another checkout takes its place on the {name}");
                break;
            case CartFactKind.CheckoutStepped when fact.Opens:
                Add(scope, StoryKind.Checkout, $"checkout is open on the {name}");
                break;
        }
    }

    public void OnSignal(KeyedScope<Customer> scope, AbsenceSignal signal)
    {
        if (!IsAbout(scope)) return;
        var key = (signal.Kind, signal.Subject);
        if (signal.Action == AbsenceAction.Disarm) _armed.Remove(key);
        if (!Tells(scope) || signal.Action is not (AbsenceAction.Arm or AbsenceAction.Reset)) return;
        var kind = (AbandonmentKind)signal.Kind;
        var subject = signal.Name is { } name ? $"{NameOf(kind)} reminder (cart {name})" : $"{NameOf(kind)} reminder";
        var wasArmed = _armed.Remove(key);
        if (signal.Action == AbsenceAction.Reset)
        {
            if (wasArmed) Add(scope, StoryKind.Reset, $"{subject} reset");
            return;
        }

        var steps = StepsOf(kind, signal.ActivityAt).StepsMs;
        _armed[key] = signal.ActivityAt;
        var due = string.Join(", ", steps.Select(step => EventTime.Format(EventTime.Plus(signal.ActivityAt, step))));
        Add(scope, wasArmed ? StoryKind.Reset : StoryKind.Armed,
            $"{subject} {(wasArmed ? "put off, now due" : "armed, due")} {due}");
    }

    public void AfterEvent(KeyedScope<Customer> scope, ShopEvent next)
    {
        if (_eventAt < 0 || !Tells(scope) || !SessionRules.Extends(next)) return;
        var session = scope.State.Fold.Session;
        if (!session.IsOpen) return;
        _lines[_eventAt] = _lines[_eventAt] with { Why = $"{EventWords.Count(session.Count, "event")} in the session" };
    }

    public void Publish(SessionRecord session)
    {
        if (!session.CustomerKey.AsSpan().SequenceEqual(_key)) return;
        var facts = new List<string> { EventWords.Count(session.EventCount, "event") };
        if (session.ProductViews > 0) facts.Add(EventWords.Count(session.ProductViews, "product view"));
        if (session.CartAdds > 0) facts.Add(EventWords.Count(session.CartAdds, "cart add"));
        if (session.Checkouts > 0) facts.Add(EventWords.Count(session.Checkouts, "checkout"));
        if (session.Orders > 0)
        {
            var revenue = EventWords.Amount(session.Revenue, session.Currency);
            facts.Add($"{EventWords.Count(session.Orders, "order")} of {revenue}");
        }

        if (session.AbandonedCart) facts.Add("a cart abandoned");
        if (session.IsBot) facts.Add("marked as a bot's");
        var verb = session.IsMerged ? "taken back: merged into another" : session.Revision > 1 ? "corrected" : "closed";
        var again = session.Revision == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" (revision {session.Revision})");
        var text = $"session of {EventTime.Format(session.Start)} {verb}{again}";
        _lines.Add(new StoryLine(
            _now, StoryKind.Session, text, string.Join(", ", facts), IsLate: session.Revision > 1)
        {
            Published = Json(output => _json.Write(session, output)),
        });
    }

    public void Publish(TriggerRecord trigger)
    {
        // Its decision tells all of it.
    }

    public void Publish(DecisionRecord decision)
    {
        if (!decision.CustomerKey.AsSpan().SequenceEqual(_key)) return;
        var kind = Enum.Parse<StoryKind>(decision.Outcome, ignoreCase: true);
        var subject = NameOf(decision.Kind) + " reminder"
            + (decision.Step > 1 ? string.Create(CultureInfo.InvariantCulture, $", step {decision.Step}") : "")
            + (decision.CartId is { } cart ? $" (cart {cart})" : "");
        _lines.Add(new StoryLine(
            decision.At, kind, $"{subject} {decision.Outcome}{(decision.Rule is { } rule ? $": {rule}" : "")}",
            decision.Detail, decision.Rule, IsLate: _isCorrecting || kind == StoryKind.Retracted)
        {
            Published = Json(output => _json.Write(decision, output)),
        });
    }

    public void Dispose() => _json.Dispose();

    private bool IsAbout(KeyedScope<Customer> scope) => scope.State.Key.AsSpan().SequenceEqual(_key);

    /// <summary>What is folded again was told before; of a correction the late event alone is new.</summary>
    private bool Tells(KeyedScope<Customer> scope) => IsAbout(scope)
        && (scope.Phase == FoldPhase.Live || (scope.Phase == FoldPhase.Restate && scope.IsFirst));

    private void Add(KeyedScope<Customer> scope, StoryKind kind, string text) =>
        _lines.Add(new StoryLine(scope.Now, kind, text, IsLate: _isCorrecting));

    private KindPolicy StepsOf(AbandonmentKind kind, long activityAt)
    {
        var policy = Policies.At(activityAt).Abandonment;
        return kind switch
        {
            AbandonmentKind.Checkout => policy.Checkout,
            AbandonmentKind.Cart => policy.Cart,
            _ => policy.Browse,
        };
    }

    private static string NameOf(AbandonmentKind kind) => kind.ToString().ToLowerInvariant();

    private string Json(Action<IBufferWriter<byte>> write)
    {
        _bytes.ResetWrittenCount();
        write(_bytes);
        return Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }
}
