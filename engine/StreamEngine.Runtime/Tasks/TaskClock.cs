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

    /// <summary>The lowest event time seen on any input.</summary>
    public long LowestEventTime { get; private set; } = EventTime.Max;

    /// <summary>Takes note of an event on an input.</summary>
    public void Observe(int input, long eventTime)
    {
        HighestEventTime = Math.Max(HighestEventTime, eventTime);
        LowestEventTime = Math.Min(LowestEventTime, eventTime);
        _merger.Observe(input, eventTime);
    }

    /// <summary>An input fell silent: it no longer holds the watermark back.</summary>
    public void MarkIdle(int input) => _merger.MarkIdle(input);

    /// <summary>Moves the watermark on: the end of history, or a proven silence.</summary>
    public void AdvanceTo(long watermark) => _merger.AdvanceTo(watermark);
}
