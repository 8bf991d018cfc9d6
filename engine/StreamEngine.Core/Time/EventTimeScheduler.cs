using System.Reactive.Concurrency;

namespace StreamEngine.Core.Time;

/// <summary>
/// An Rx scheduler moved by the watermark: work due at d runs once the watermark is greater than d. Its clock is the
/// last moment that is settled, the watermark less 1 ms. For tests and for stateless needs of users; what must survive
/// a restart is a durable timer of a keyed state instead.
/// </summary>
public sealed class EventTimeScheduler : VirtualTimeScheduler<long, long>
{
    /// <summary>Creates a scheduler whose clock stands at that event time.</summary>
    public EventTimeScheduler(long start = 0) : base(start, Comparer<long>.Default) { }

    /// <summary>Runs everything due before the watermark, in order of due time.</summary>
    public void AdvanceWatermark(long watermark)
    {
        if (watermark > Clock) AdvanceTo(watermark - 1);
    }

    /// <inheritdoc/>
    protected override long Add(long absolute, long relative) => EventTime.Plus(absolute, relative);

    /// <inheritdoc/>
    protected override DateTimeOffset ToDateTimeOffset(long absolute) =>
        DateTimeOffset.FromUnixTimeMilliseconds(absolute);

    /// <inheritdoc/>
    protected override long ToRelative(TimeSpan timeSpan) => (long)timeSpan.TotalMilliseconds;
}
