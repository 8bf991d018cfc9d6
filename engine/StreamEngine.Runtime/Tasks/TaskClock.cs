using StreamEngine.Core.Time;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// The watermark that a task goes by: its own, made of its inputs, or one that several tasks share because one reader
/// feeds them all.
/// </summary>
public sealed class TaskClock
{
    private readonly WatermarkMerger _merger;

    /// <param name="inputs">How many inputs have a watermark of their own.</param>
    /// <param name="outOfOrdernessMs">How far the watermark stays behind the highest event time.</param>
    public TaskClock(int inputs, long outOfOrdernessMs) => _merger = new WatermarkMerger(inputs, outOfOrdernessMs);

    /// <summary>The watermark now.</summary>
    public long Watermark => _merger.Current;

    /// <summary>The highest event time seen on any input.</summary>
    public long HighestEventTime { get; private set; } = EventTime.Min;

    /// <summary>When the record with the highest event time arrived, ms; Min where it is not known.</summary>
    public long HighestArrival { get; private set; } = EventTime.Min;

    /// <summary>The input that holds the watermark back; -1 while all are idle.</summary>
    public int HeldBackBy => _merger.HeldBackBy;

    /// <summary>The lowest event time seen on any input.</summary>
    public long LowestEventTime { get; private set; } = EventTime.Max;

    /// <summary>Takes note of an event on an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="eventTime">Its event time.</param>
    /// <param name="arrival">When it arrived; Min where nobody knows.</param>
    public void Observe(int input, long eventTime, long arrival = EventTime.Min)
    {
        if (eventTime > HighestEventTime) (HighestEventTime, HighestArrival) = (eventTime, arrival);
        LowestEventTime = Math.Min(LowestEventTime, eventTime);
        _merger.Observe(input, eventTime);
    }

    /// <summary>The highest event time seen on that input.</summary>
    public long Highest(int input) => _merger.Highest(input);

    /// <summary>Whether that input is left out, because it is idle.</summary>
    public bool IsIdle(int input) => _merger.IsIdle(input);

    /// <summary>Takes up where another clock was.</summary>
    public void Restore(long watermark, ReadOnlySpan<long> highest, ReadOnlySpan<bool> idle, long highestArrival)
    {
        _merger.Restore(watermark, highest, idle);
        HighestArrival = highestArrival;
        foreach (var time in highest) HighestEventTime = Math.Max(HighestEventTime, time);
    }

    /// <summary>An input fell silent: it no longer holds the watermark back.</summary>
    public void MarkIdle(int input) => _merger.MarkIdle(input);

    /// <summary>Moves the watermark on: the end of history, or a proven silence.</summary>
    public void AdvanceTo(long watermark) => _merger.AdvanceTo(watermark);
}
