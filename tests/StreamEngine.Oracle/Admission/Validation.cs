using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Admission;

/// <summary>Domain 1: dead letters by decode, identity, content, then time; the first that applies.</summary>
internal static class Validation
{
    private static readonly long FirstPlausible = Epoch(2000);
    private static readonly long FirstImplausible = Epoch(2100);

    /// <summary>The reason of the dead letter, or null; the key is set when there is one.</summary>
    public static string? Check(EventData e, out string? key, long endOfPresent)
    {
        key = null;
        if (e.Type == EventType.Unknown || !Enum.IsDefined(e.Type)) return "unknown_type";
        if (string.IsNullOrEmpty(e.EventId)) return "missing_field";
        key = CustomerIdentity.KeyOf(e.CustomerId, e.AnonymousId);
        if (key is null) return "no_identity";
        return Content(e) ?? Time(e, endOfPresent);
    }

    private static string? Content(EventData e)
    {
        if (Incomplete(e)) return "missing_field";
        if (e.Lines.Any(l => l.Quantity <= 0)) return "invalid_quantity";
        decimal?[] amounts = [e.Discount, e.Tax, e.Shipping, e.RefundAmount, e.Costs, e.Spend];
        return e.Lines.Any(l => l.UnitPrice < 0) || amounts.Any(a => a < 0) ? "invalid_amount" : null;
    }

    private static bool Incomplete(EventData e) =>
        e.Lines.Any(l => string.IsNullOrEmpty(l.ProductId)) || e.Type switch
        {
            EventType.Add or EventType.Remove => e.Lines.Count == 0,
            EventType.Updated or EventType.Cancelled => e.OrderId is null,
            EventType.ConsentChanged => e.Purpose is null || e.Granted is null,
            _ => false,
        };

    private static string? Time(EventData e, long endOfPresent) => e.EventTime > endOfPresent
        ? "future_timestamp"
        : e.EventTime < FirstPlausible || e.EventTime >= FirstImplausible ? "implausible_timestamp" : null;

    private static long Epoch(int year) =>
        new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
