using StreamEngine.Commerce.Abandonment;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>
/// A trigger as it fired: it is published again when it is recovered or retracted. What the decision says too, and what
/// the cart still says, is left out.
/// </summary>
internal static class TriggerCodec
{
    private const int HasSession = 1, HasStep = 2, HasReason = 4, HasBasis = 8, IsOfDecision = 16, HasId = 32,
        IsOfCart = 64, HasCart = 128, HasValue = 256, HasCurrency = 512, HasLines = 1024, All = 2047;

    public static void Write(
        TriggerRecord trigger, RememberedDecision decision, Customer customer, RecordWriter output)
    {
        var isOfCart = IsContentOf(trigger, CartOf(customer, trigger.CartId));
        var isOfDecision = IsHeadOf(trigger, decision);
        var parts = (trigger.SessionId != default ? HasSession : 0)
            | (trigger.LastCheckoutStep is not null ? HasStep : 0)
            | (trigger.AbortReason is not null ? HasReason : 0)
            | (trigger.Basis is not null ? HasBasis : 0)
            | (isOfDecision ? IsOfDecision : 0)
            | (trigger.TriggerId != TriggerPublisher.IdOf(customer, decision) ? HasId : 0)
            | (isOfCart ? IsOfCart : 0)
            | (trigger.CartId is not null && !isOfDecision ? HasCart : 0)
            | (trigger.Value is not null && !isOfCart ? HasValue : 0)
            | (trigger.Currency is not null && !isOfCart ? HasCurrency : 0)
            | (trigger.Lines.Count > 0 && !isOfCart ? HasLines : 0);
        output.Number(parts);
        if (!isOfDecision) WriteHead(trigger, output);
        output.Signed(trigger.LastActivityAt - trigger.OpenedAt);
        output.Text(trigger.PolicyVersion);
        if ((parts & HasId) != 0) output.Hash(trigger.TriggerId);
        if ((parts & HasSession) != 0) output.Hash(trigger.SessionId);
        TextList.WriteIf(trigger.LastCheckoutStep, output);
        TextList.WriteIf(trigger.AbortReason, output);
        TextList.WriteIf(trigger.Basis, output);
        if ((parts & HasValue) != 0) output.Amount(trigger.Value!.Value);
        if ((parts & HasCurrency) != 0) output.Text(trigger.Currency!);
        if ((parts & HasLines) != 0) CartCodec.WriteLines(trigger.Lines, output);
    }

    public static TriggerRecord Read(
        ref RecordReader input, RememberedDecision decision, Customer customer, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var head = (parts & IsOfDecision) != 0
            ? HeadOf(decision, customer)
            : ReadHead(ref input, parts, customer, texts);
        var openedAt = unchecked(head.LastActivityAt - input.Signed());
        var version = texts.Get(input.Bytes());
        var trigger = head with
        {
            OpenedAt = openedAt,
            PolicyVersion = version,
            TriggerId = (parts & HasId) != 0 ? input.Hash() : TriggerPublisher.IdOf(customer, decision),
            SessionId = (parts & HasSession) != 0 ? input.Hash() : default,
            LastCheckoutStep = TextList.ReadIf(parts, HasStep, ref input, texts),
            AbortReason = TextList.ReadIf(parts, HasReason, ref input, texts),
            Basis = TextList.ReadIf(parts, HasBasis, ref input, texts),
            Value = (parts & HasValue) != 0 ? input.Amount() : null,
            Currency = TextList.ReadIf(parts, HasCurrency, ref input, texts),
            Lines = (parts & HasLines) != 0 ? CartCodec.ReadLines(ref input, texts) : [],
        };
        if ((parts & IsOfCart) == 0) return trigger;
        var cart = CartOf(customer, trigger.CartId)
            ?? throw new StateFormatException("a trigger speaks of a cart that is not there");
        return trigger with { Value = cart.Value, Currency = cart.Currency, Lines = [.. cart.Lines] };
    }

    private static Cart? CartOf(Customer customer, string? id) => customer.Fold.Carts?.Find(c => c.Id == id);

    private static bool IsContentOf(TriggerRecord trigger, Cart? cart)
    {
        if (cart is null || trigger.Currency != cart.Currency || trigger.Lines.Count != cart.Lines.Count) return false;
        for (var i = 0; i < cart.Lines.Count; i++)
            if (!trigger.Lines[i].Equals(cart.Lines[i])) return false;
        // Amounts that are equal may still be written with another number of decimals.
        return trigger.Value == cart.Value && trigger.Value?.Scale == cart.Value?.Scale;
    }

    private static bool IsHeadOf(TriggerRecord trigger, RememberedDecision decision) =>
        (int)trigger.Kind == decision.Kind && trigger.Step == decision.Step + 1 && trigger.Status == "fired"
        && trigger.LastActivityAt == decision.ActivityAt && trigger.DueAt == decision.Due
        && trigger.FiredAt == decision.At && trigger.CartId == decision.Name && trigger.Revision == 1;

    private static TriggerRecord HeadOf(RememberedDecision decision, Customer customer) => new()
    {
        TriggerId = default, Kind = (AbandonmentKind)decision.Kind, Step = decision.Step + 1, Status = "fired",
        CustomerKey = customer.Key, LastActivityAt = decision.ActivityAt, DueAt = decision.Due, FiredAt = decision.At,
        CartId = decision.Name,
    };

    private static void WriteHead(TriggerRecord trigger, RecordWriter output)
    {
        output.Byte((byte)trigger.Kind);
        output.Number(trigger.Step);
        output.Text(trigger.Status);
        output.Time(trigger.LastActivityAt);
        output.Time(trigger.DueAt);
        output.Time(trigger.FiredAt);
        output.Number(trigger.Revision);
        TextList.WriteIf(trigger.CartId, output);
    }

    private static TriggerRecord ReadHead(ref RecordReader input, int parts, Customer customer, TextPool texts) => new()
    {
        TriggerId = default, CustomerKey = customer.Key, Kind = (AbandonmentKind)input.Byte(),
        Step = (int)input.Number(int.MaxValue), Status = texts.Get(input.Bytes()), LastActivityAt = input.Time(),
        DueAt = input.Time(), FiredAt = input.Time(), Revision = (int)input.Number(int.MaxValue),
        CartId = TextList.ReadIf(parts, HasCart, ref input, texts),
    };
}
