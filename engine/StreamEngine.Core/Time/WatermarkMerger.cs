namespace StreamEngine.Core.Time;

/// <summary>
/// The watermark of a task: the minimum over its inputs of (highest event time seen − out-of-orderness bound), idle
/// inputs left out. It never goes back. While every input is idle it keeps its value; moving it on by the wall clock is
/// the caller's business (<see cref="AdvanceTo"/>), because the clock comes in as data.
/// </summary>
public sealed class WatermarkMerger
{
    private readonly long _bound;
    private readonly long[] _highest;
    private readonly bool[] _idle;

    /// <param name="inputs">How many inputs, at least 1.</param>
    /// <param name="outOfOrdernessMs">How far an event may lie behind the highest one seen, in ms, at least 0.</param>
    public WatermarkMerger(int inputs, long outOfOrdernessMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(outOfOrdernessMs);
        _bound = outOfOrdernessMs;
        _highest = new long[inputs];
        _idle = new bool[inputs];
        Array.Fill(_highest, EventTime.Min);
    }

    /// <summary>
    /// The watermark; <see cref="EventTime.Min"/> until every input that is not idle has seen an event.
    /// </summary>
    public long Current { get; private set; } = EventTime.Min;

    /// <summary>The highest event time seen on that input.</summary>
    public long Highest(int input) => _highest[input];

    /// <summary>True where the input is idle.</summary>
    public bool IsIdle(int input) => _idle[input];

    /// <summary>Takes note of an event; an idle input is idle no more.</summary>
    public long Observe(int input, long eventTime)
    {
        _idle[input] = false;
        if (eventTime > _highest[input]) _highest[input] = eventTime;
        return Recompute();
    }

    /// <summary>Leaves the input out of the minimum until its next event.</summary>
    public long MarkIdle(int input)
    {
        _idle[input] = true;
        return Recompute();
    }

    /// <summary>Moves the watermark on, for a drained input or a proven silence; never back.</summary>
    public long AdvanceTo(long watermark) => Current = Math.Max(Current, watermark);

    /// <summary>The input with the lowest highest event time among those that are not idle; -1 while all are.</summary>
    public int HeldBackBy
    {
        get
        {
            var lowest = -1;
            for (var i = 0; i < _highest.Length; i++)
                if (!_idle[i] && (lowest < 0 || _highest[i] < _highest[lowest])) lowest = i;
            return lowest;
        }
    }

    /// <summary>Takes up where another one was.</summary>
    public void Restore(long current, ReadOnlySpan<long> highest, ReadOnlySpan<bool> idle)
    {
        highest.CopyTo(_highest);
        idle.CopyTo(_idle);
        Current = current;
    }

    private long Recompute()
    {
        var minimum = EventTime.Max;
        for (var i = 0; i < _highest.Length; i++)
            if (!_idle[i]) minimum = Math.Min(minimum, EventTime.Plus(_highest[i], -_bound));
        return minimum == EventTime.Max ? Current : AdvanceTo(minimum);
    }
}
