using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

/// <summary>
/// Other orders of arrival for the same events. Events of equal time keep their order. The input is expected in
/// event-time order.
/// </summary>
public static class ArrivalOrder
{
    private const int DelayedPercent = 25;

    /// <summary>
    /// Nothing arrives behind the watermark: no event comes after one that is later by more than the bound.
    /// </summary>
    public static IReadOnlyList<EventData> WithinBound(IReadOnlyList<EventData> events, long seed, TimeSpan bound) =>
        Delayed(events, seed, 100, _ => (long)bound.TotalMilliseconds);

    /// <summary>
    /// About a quarter of the events comes behind the watermark, by anything up to the allowed lateness; none is late.
    /// </summary>
    public static IReadOnlyList<EventData> WithinLateness(
        IReadOnlyList<EventData> events, long seed, TimeSpan lateness) =>
        Delayed(events, seed, DelayedPercent, random => Math.Min((long)lateness.TotalMilliseconds,
            random.Pick(60_000L, 3_600_000L, 86_400_000L, (long)lateness.TotalMilliseconds)));

    /// <summary>One delay for each event time, so that equal times keep their order.</summary>
    private static List<EventData> Delayed(
        IReadOnlyList<EventData> events, long seed, int percent, Func<SplitMix, long> longest)
    {
        var random = new SplitMix(unchecked((ulong)seed));
        var delays = new Dictionary<long, long>();
        foreach (var time in events.Select(e => e.EventTime).Distinct())
        {
            var delay = (long)(random.Next() % (ulong)(longest(random) + 1));
            delays[time] = random.Chance(percent) ? delay : 0;
        }
        return [.. events.OrderBy(e => e.EventTime + delays[e.EventTime])];
    }
}
