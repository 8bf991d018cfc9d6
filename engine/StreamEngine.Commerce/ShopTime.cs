using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce;

/// <summary>How the pipeline treats time; the section Time of the configuration. Ms.</summary>
public sealed record ShopTime
{
    /// <summary>How far behind the highest event time the watermark stays.</summary>
    public long OutOfOrdernessMs { get; init; } = 10 * EventTime.Second;

    /// <summary>How far behind the watermark an event may lie and still be processed.</summary>
    public long AllowedLatenessMs { get; init; } = 72 * EventTime.Hour;

    /// <summary>How far ahead of its arrival an event may claim to be.</summary>
    public long MaxFutureMs { get; init; } = 5 * EventTime.Minute;

    /// <summary>
    /// True where the arrival of a record is the broker's clock (LogAppendTime): a device whose clock is more than
    /// <see cref="MaxSkewMs"/> off, by the event's sentAt, is corrected.
    /// </summary>
    public bool CorrectsClocks { get; init; }

    /// <summary>How far a device's clock may be off before it is corrected.</summary>
    public long MaxSkewMs { get; init; } = EventTime.Minute;

    /// <summary>
    /// The last moment that counts: a later event is filtered as <c>after_until</c>, changes nothing and moves no time.
    /// </summary>
    public long Until { get; init; } = EventTime.Max;

    /// <summary>
    /// How long after the last event a visitor without orders is forgotten; Max for never. Longer than the lateness and
    /// every horizon of the policy by at least a day. See docs/domain.md, "Lifetime".
    /// </summary>
    public long VisitorLifetimeMs { get; init; } = EventTime.Max;

    internal KeyedOptions ToKeyedOptions(ShopPolicy policy) => new()
    {
        RetentionMs = AllowedLatenessMs + Math.Max(EventTime.Day, policy.DeduplicationWindowMs),
        DeduplicationWindowMs = policy.DeduplicationWindowMs,
    };
}
