using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Admission;

/// <summary>Domain 7, for one customer: judged against the events processed so far, which are all remembered.</summary>
internal static class Duplicates
{
    public static bool IsDuplicate(Input e, IReadOnlyList<Input> processed, TimeSpan window, string policyCurrency)
    {
        var windowMs = (long)window.TotalMilliseconds;
        if (processed.Any(p => p.Topic == e.Topic && p.Data.EventId == e.Data.EventId
            && Math.Abs(p.Time - e.Time) <= windowMs)) return true;
        if (e.Type != EventType.Placed) return false;
        var first = processed.Where(p => p.Type == EventType.Placed && p.OrderId == e.OrderId).Min();
        return first is not null && SameOrder(first.Data, e.Data, policyCurrency);
    }

    private static bool SameOrder(EventData a, EventData b, string policyCurrency) =>
        (a.Currency ?? policyCurrency) == (b.Currency ?? policyCurrency)
        && (a.Discount ?? 0) == (b.Discount ?? 0)
        && Lines(a).SequenceEqual(Lines(b));

    /// <summary>Repeated lines of one event add up (domain 11), and their order says nothing.</summary>
    private static IEnumerable<(string, string?, decimal?, long)> Lines(EventData e) => e.Lines
        .GroupBy(l => (l.ProductId, l.Variant, l.UnitPrice))
        .Select(g => (g.Key.ProductId, g.Key.Variant, g.Key.UnitPrice, g.Sum(l => l.Quantity)))
        .OrderBy(l => l.ProductId, StringComparer.Ordinal).ThenBy(l => l.Variant, StringComparer.Ordinal)
        .ThenBy(l => l.UnitPrice);
}
