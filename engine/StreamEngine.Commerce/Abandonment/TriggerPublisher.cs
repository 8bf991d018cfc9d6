using System.Text;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Governance;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Abandonment;

/// <summary>Turns decisions about candidates into triggers and decisions as published.</summary>
internal sealed class TriggerPublisher
{
    private readonly KeyedProcess<Customer, ShopEvent> _process;
    private readonly PolicyHistory _policies;
    private readonly Governor _governor;
    private readonly TextPool _texts;
    private readonly IShopOutput _output;
    private readonly DecisionRecord _decision = new();
    private ShopEvent? _atHand;

    public TriggerPublisher(
        KeyedProcess<Customer, ShopEvent> process, PolicyHistory policies, Governor governor,
        TextPool texts, IShopOutput output) =>
        (_process, _policies, _governor, _texts, _output) = (process, policies, governor, texts, output);

    /// <summary>To be called with each event before anything is decided about it.</summary>
    public void OnEvent(ShopEvent next) => _atHand = next;

    /// <summary>To be called with each event after everything was decided about it.</summary>
    public void AfterEvent() => _atHand = null;

    public void OnDecision(AbsenceElement element)
    {
        var kind = (AbandonmentKind)element.Candidate.Kind;
        var rule = element.Rule;
        switch (element.Outcome)
        {
            case AbsenceOutcome.Fired:
                var fired = Fire(element, kind);
                element.Decision.Content = fired;
                _output.Publish(fired);
                break;
            case AbsenceOutcome.Retracted:
                rule ??= ResetRule(kind);
                _output.Publish(Again(element) with
                {
                    Status = "retracted",
                    RetractedBy = (_process.Late ?? _atHand) is { } cause
                        ? CauseOf(cause, rule)
                        : new TriggerCause(null, null, element.At, null, null, rule),
                    Revision = element.Decision.Revision,
                });
                break;
            case AbsenceOutcome.Recovered:
                _output.Publish(Again(element) with
                {
                    Status = "recovered",
                    RecoveredBy = CauseOf(_atHand!, rule),
                    Revision = element.Decision.Revision,
                });
                break;
        }

        Publish(element, kind, rule);
    }

    /// <summary>A candidate that the complete input does not arm at all was reset by what came late.</summary>
    private static string ResetRule(AbandonmentKind kind) => kind switch
    {
        AbandonmentKind.Checkout => "checkout_step",
        AbandonmentKind.Cart => "cart_changed",
        _ => "session_resumed",
    };

    private static TriggerRecord Again(AbsenceElement element) => (TriggerRecord)element.Decision.Content!;

    private TriggerRecord Fire(AbsenceElement element, AbandonmentKind kind)
    {
        ref var candidate = ref element.Candidate;
        var customer = _process.Scope.State;
        var serial = candidate.Subject;
        var cart = kind == AbandonmentKind.Browse ? null : customer.Fold.CartOf(serial);
        var checkout = cart is null ? null : customer.Fold.CheckoutOf(cart);
        return new TriggerRecord
        {
            TriggerId = IdOf(element),
            Kind = kind,
            Step = element.Step + 1,
            Status = "fired",
            CustomerKey = customer.Key,
            CartId = cart?.Id,
            SessionId = candidate.Context,
            OpenedAt = kind == AbandonmentKind.Checkout ? checkout!.StartedAt : candidate.CreatedAt,
            LastActivityAt = candidate.ActivityAt,
            DueAt = element.Due,
            FiredAt = element.At,
            Value = cart?.Value,
            Currency = cart?.Currency,
            Lines = cart is null ? [] : [.. cart.Lines],
            LastCheckoutStep = checkout?.LastStep,
            AbortReason = checkout?.AbortReason,
            Basis = _governor.BasisAsOf(element.At),
            PolicyVersion = _policies.At(element.Candidate.ActivityAt).Version,
        };
    }

    private void Publish(AbsenceElement element, AbandonmentKind kind, string? rule)
    {
        _decision.CandidateId = IdOf(element);
        _decision.Kind = kind;
        _decision.Step = element.Step + 1;
        _decision.CustomerKey = _process.Scope.State.Key;
        _decision.CartId = element.Candidate.Name;
        _decision.LastActivityAt = element.Candidate.ActivityAt;
        _decision.DueAt = element.Due;
        _decision.At = element.At;
        _decision.Outcome = NameOf(element.Outcome);
        _decision.Rule = rule;
        _decision.Detail = DetailOf(element, kind);
        _decision.PolicyVersion = _policies.At(element.Candidate.ActivityAt).Version;
        _output.Publish(_decision);
    }

    private static string NameOf(AbsenceOutcome outcome) => outcome switch
    {
        AbsenceOutcome.Fired => "fired",
        AbsenceOutcome.Suppressed => "suppressed",
        AbsenceOutcome.Cancelled => "cancelled",
        AbsenceOutcome.Retracted => "retracted",
        _ => "recovered",
    };

    /// <summary>The figures behind the decision.</summary>
    private string? DetailOf(AbsenceElement element, AbandonmentKind kind) => element.Outcome switch
    {
        AbsenceOutcome.Fired => FiredDetail((TriggerRecord)element.Decision.Content!, kind),
        AbsenceOutcome.Suppressed => _governor.Detail,
        AbsenceOutcome.Cancelled when element.Rule == "expired" =>
            $"unchanged for {Plain.Span(element.At - element.Candidate.ActivityAt)}",
        AbsenceOutcome.Cancelled =>
            $"{Causing()} {Plain.Span(element.At - element.Candidate.ActivityAt)} after the last activity",
        AbsenceOutcome.Retracted when _process.Late is { } late =>
            $"late {Named(late)} of {EventTime.Format(late.Time)}",
        AbsenceOutcome.Retracted => Causing(),
        AbsenceOutcome.Recovered => $"{Causing()} {Plain.Span(element.At - element.Decision.At)} after it fired",
        _ => null,
    };

    private static string FiredDetail(TriggerRecord fired, AbandonmentKind kind)
    {
        var what = kind switch
        {
            AbandonmentKind.Checkout => $"last step {fired.LastCheckoutStep}, ",
            AbandonmentKind.Cart => "unchanged ",
            _ => "session ended ",
        };
        var worth = kind == AbandonmentKind.Browse ? "" : $"; {Plain.Amount(fired.Value, fired.Currency)}";
        return $"{what}{Plain.Span(fired.FiredAt - fired.LastActivityAt)} ago{worth}; basis {fired.Basis}";
    }

    private string Causing() => _atHand is { } cause ? Named(cause) : "time";

    private string Named(ShopEvent cause) => cause.Type == EventType.Placed
        ? $"order {_texts.Get(cause, cause.OrderId) ?? TextOf(cause, cause.EventId)}"
        : cause.Type.NameOf();

    /// <summary>The id of a decision, and of the trigger that fired by it.</summary>
    internal static Hash128 IdOf(Customer customer, RememberedDecision decision) => OutputId.Of(
        customer.Key, "trigger", (long)decision.SubjectKey, decision.Kind, decision.Step, decision.ActivityAt,
        decision.Ordinal);

    private Hash128 IdOf(AbsenceElement element) => IdOf(_process.Scope.State, element.Decision);

    private TriggerCause CauseOf(ShopEvent cause, string? rule)
    {
        var isOrder = cause.Type == EventType.Placed;
        return new TriggerCause(
            isOrder ? _texts.Get(cause, cause.OrderId) ?? TextOf(cause, cause.EventId) : null,
            TextOf(cause, cause.EventId), cause.Time, isOrder ? ValueOf(cause) : null,
            isOrder ? _texts.Get(cause, cause.Currency) ?? _policies.Latest.Currency : null, rule);
    }

    private static string? TextOf(ShopEvent source, Slice slice) =>
        slice.IsEmpty ? null : Encoding.UTF8.GetString(source.Text(slice));

    /// <summary>Σ price × quantity; a line without a price adds 0 to money.</summary>
    private static decimal ValueOf(ShopEvent order)
    {
        var sum = 0m;
        foreach (var line in order.Lines)
            if (line.HasPrice) sum += (decimal)line.Price * line.Quantity;
        return sum / Money.Scale;
    }
}
