using System.Buffers;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Customers;

/// <summary>What the engine has to know about customers and their events.</summary>
internal sealed class CustomerLogic : IKeyedLogic<Customer, ShopEvent>
{
    private readonly PolicyHistory _policies;
    private readonly TextPool _texts;

    private readonly long _visitorLifetimeMs;

    public CustomerLogic(PolicyHistory policies, TextPool texts, long visitorLifetimeMs = EventTime.Max) =>
        (_policies, _texts, _visitorLifetimeMs) = (policies, texts, visitorLifetimeMs);

    public Customer Create(Hash128 id, byte[] key) => new(id, key);

    public object RewindToBase(Customer state)
    {
        var present = state.Fold;
        state.Fold = state.Base?.Clone() ?? new ShopFold();
        return present;
    }

    public object TakeBase(Customer state)
    {
        var present = state.Fold;
        state.Fold = state.Base ?? new ShopFold();
        return present;
    }

    public void PutBack(Customer state, object fold) => state.Fold = (ShopFold)fold;

    public void MakeBase(Customer state) => state.Base = state.Fold;

    public void Write(ShopEvent source, Customer state, IBufferWriter<byte> output) =>
        ShopEventLog.Write(source, state, _texts, output);

    public void Read(ReadOnlySpan<byte> bytes, Customer state, ShopEvent target) =>
        ShopEventLog.Read(bytes, state, target);

    public bool IsJudgedByFold(ShopEvent candidate) => candidate.Type == EventType.Merged
        || (candidate.Type is EventType.Add or EventType.Remove && !candidate.Currency.IsEmpty
            && candidate.LineCount > 0);

    /// <summary>
    /// Refuses a line in another currency than its cart's, and a placed order that was placed before.
    /// </summary>
    public Admission Judge(Customer state, ShopEvent candidate)
    {
        if (candidate.Type == EventType.Placed) return JudgeOrder(state, candidate);
        if (!IsJudgedByFold(candidate)) return Admission.Accepted;
        var cart = CartOf(state.Fold, candidate);
        var currency = candidate.Type == EventType.Merged
            ? TargetOf(state.Fold, candidate)?.Currency
            : _texts.Get(candidate.Text(candidate.Currency));
        if (cart is null || currency is null || cart.Currency == currency) return Admission.Accepted;
        return new Admission(
            AdmissionKind.Refused, "mixed_currency", $"a line in {currency} for a cart in {cart.Currency}");
    }

    public void Tidy(Customer state)
    {
        state.Decisions?.Tidy(state.BaseTime, _policies.LookBackMs);
        state.Active?.Tidy(state.BaseTime);
        state.Revisions?.Tidy(state.BaseTime, EventTime.Plus(_policies.Latest.Session.CapMs, EventTime.Day));
    }

    /// <summary>
    /// Visitors without orders are forgotten on the day, UTC, after the one on which their lifetime since the last
    /// event passes; not those who said whether they may be written to, or asked to be erased. The time of day follows
    /// from the key: all who were there on one day would else go, and come into memory for it, at one moment.
    /// </summary>
    public long ExpiresAt(Customer state)
    {
        if (state.IsKnown || _visitorLifetimeMs == EventTime.Max) return EventTime.Max;
        if (state.Orders is { IsEmpty: false }) return EventTime.Max;
        if (state.Fold.Consent != Consent.Unknown || state.Fold.IsErased) return EventTime.Max;
        var last = state.Log.Count > 0 ? state.Log.LastTime : state.FoldedTime;
        var due = EventTime.Plus(last, _visitorLifetimeMs);
        if (due is EventTime.Min or EventTime.Max) return EventTime.Max;
        return (((due / EventTime.Day) + 1) * EventTime.Day) + (long)(state.Id.Low % (ulong)EventTime.Day);
    }

    private Admission JudgeOrder(Customer state, ShopEvent candidate)
    {
        if (state.Orders is not { } book) return Admission.Accepted;
        return book.IsRepeated(OrderBook.IdOf(candidate)!, OrderBook.Read(candidate, _texts), _policies.Latest.Currency)
            ? Admission.Duplicate
            : Admission.Accepted;
    }

    private Cart? TargetOf(ShopFold fold, ShopEvent merge)
    {
        var id = _texts.Get(merge, merge.TargetCartId);
        return merge.CartId.IsEmpty ? null : fold.CartOf(id);
    }

    private Cart? CartOf(ShopFold fold, ShopEvent candidate)
    {
        if (fold.Carts is not { Count: > 0 }) return null;
        var id = _texts.Get(candidate, candidate.CartId);
        return fold.CartOf(id) ?? (candidate.Type == EventType.Remove && id is null ? fold.LatestCart() : null);
    }
}
