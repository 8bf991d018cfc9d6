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

    /// <summary>Some events come later than the allowed lateness: they change nothing.</summary>
    public static IReadOnlyList<EventData> BeyondLateness(
        IReadOnlyList<EventData> events, long seed, TimeSpan lateness) =>
        Delayed(events, seed, DelayedPercent, random => random.Pick(60_000L, 3 * (long)lateness.TotalMilliseconds));

    /// <summary>
    /// Each topic in its own order, at its own pace: how far one may run ahead of another is anybody's guess. Events
    /// of one topic keep their order.
    /// </summary>
    public static IReadOnlyList<EventData> TopicByTopic(IReadOnlyList<EventData> events, long seed)
    {
        var random = new SplitMix(unchecked((ulong)seed));
        var topics = events.GroupBy(e => Admission.Input.TopicOf(e.Type)).Select(g => new Queue<EventData>(g)).ToList();
        var mixed = new List<EventData>();
        while (topics.Count > 0)
        {
            var topic = topics[random.Below(topics.Count)];
            for (var run = random.Below(30); run >= 0 && topic.Count > 0; run--) mixed.Add(topic.Dequeue());
            topics.RemoveAll(t => t.Count == 0);
        }
        return mixed;
    }

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
