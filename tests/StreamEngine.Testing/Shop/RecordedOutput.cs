using System.Globalization;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Testing.Shop;

/// <summary>
/// Keeps what a pipeline publishes as lines of text without the engine's opaque ids, so that they can be compared with
/// what somebody else computed.
/// </summary>
public sealed class RecordedOutput : IShopOutput
{
    public List<string> Sessions { get; } = [];
    public List<string> Triggers { get; } = [];
    public List<string> Decisions { get; } = [];

    /// <summary>Shown every record as well, for checks that need what the lines leave out.</summary>
    public IShopOutput? Also { get; init; }

    public void Publish(SessionRecord session)
    {
        Also?.Publish(session);
        Sessions.Add(LineOf(session));
    }

    public void Publish(TriggerRecord trigger)
    {
        Also?.Publish(trigger);
        Triggers.Add(LineOf(trigger));
    }

    public void Publish(DecisionRecord decision)
    {
        Also?.Publish(decision);
        Decisions.Add(LineOf(decision));
    }

    private static string LineOf(SessionRecord session) => Line(
        Key(session.CustomerKey), session.Start, session.End, session.IsMerged ? "merged" : "closed",
        session.EventCount, session.ProductViews, session.CartAdds, session.Checkouts, session.Orders, session.Revenue,
        session.Currency, session.AbandonedCart, session.IsBot, session.Revision);

    private static string LineOf(TriggerRecord trigger) => Line(
        Key(trigger.CustomerKey), trigger.CartId, NameOf(trigger.Kind), trigger.Step, trigger.LastActivityAt,
        trigger.Status, trigger.OpenedAt, trigger.DueAt, trigger.FiredAt, trigger.Value, trigger.Currency,
        LinesOf(trigger.Lines), trigger.LastCheckoutStep, trigger.AbortReason, trigger.Basis,
        LineOf(trigger.RecoveredBy), LineOf(trigger.RetractedBy), trigger.SessionId, trigger.PolicyVersion,
        trigger.Revision);

    private static string? LineOf(TriggerCause? cause) => cause is null ? null : Line(
        cause.OrderId, cause.EventId, cause.At, cause.Value, cause.Currency, cause.Rule);

    private static string LineOf(DecisionRecord decision) => Line(
        Key(decision.CustomerKey), decision.CartId, NameOf(decision.Kind), decision.Step, decision.LastActivityAt,
        decision.DueAt, decision.At, decision.Outcome, decision.Rule, decision.PolicyVersion);

    /// <summary>One line of values; decimals without trailing zeroes, null as an empty place.</summary>
    public static string Line(params ReadOnlySpan<object?> values)
    {
        var line = new StringBuilder();
        foreach (var value in values)
        {
            line.Append(value switch
            {
                null => "",
                decimal number => Number(number),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            }).Append('|');
        }

        return line.ToString();
    }

    public static string Number(decimal number) =>
        (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static string Key(byte[] key) => Encoding.UTF8.GetString(key);

    private static string NameOf(AbandonmentKind kind) => kind.ToString().ToLowerInvariant();

    private static string LinesOf(IEnumerable<CartLine> lines) => string.Join(';', lines
        .OrderBy(l => l.ProductId, StringComparer.Ordinal).ThenBy(l => l.Variant, StringComparer.Ordinal)
        .Select(l => $"{l.ProductId}/{l.Variant}x{l.Quantity}@{(l.HasPrice ? Number(Money.FromParts(l.Price)) : "")}"));
}
