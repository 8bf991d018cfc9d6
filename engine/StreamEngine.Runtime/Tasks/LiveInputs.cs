using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Inputs;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// The inputs of a running task as the log delivers them: which goes next, which are at their end, idle or paused. What
/// it
/// decides reaches the deterministic part as journaled steps.
/// </summary>
internal sealed class LiveInputs
{
    private readonly WorkerOptions _options;
    private readonly AlignedMerge _merge;
    private readonly bool[] _isAtEnd;

    public LiveInputs(WorkerOptions options)
    {
        _options = options;
        var inputs = options.Inputs.Count;
        _merge = new AlignedMerge(inputs, options.AlignmentWaitMs);
        _isAtEnd = new bool[inputs];
        Ends = new long[inputs];
        IsPaused = new bool[inputs];
        Proofs = [.. Enumerable.Range(0, inputs).Select(_ => new IdleProof(options.IdleAfterMs,
            options.IdleAfterMs * 2))];
    }

    /// <summary>By input: its end as far as it is known; -1 while it is not.</summary>
    public long[] Ends { get; }

    /// <summary>By input: whether its delivery is stopped, because enough waits already.</summary>
    public bool[] IsPaused { get; }

    public IdleProof[] Proofs { get; }

    /// <summary>Nothing is delivered.</summary>
    public void Reset(long now)
    {
        Array.Fill(Ends, -1);
        Array.Clear(_isAtEnd);
        Array.Clear(IsPaused);
        foreach (var proof in Proofs) proof.Stopped(now);
    }

    /// <summary>Delivery begins at that offset, or goes on.</summary>
    public void Start(int input, long position, long now)
    {
        IsPaused[input] = false;
        _isAtEnd[input] = false;
        Proofs[input].Started(position, now);
    }

    /// <summary>Delivery stops for a while.</summary>
    public void Pause(int input, long now)
    {
        IsPaused[input] = true;
        Proofs[input].Stopped(now);
    }

    /// <summary>Records came; reading goes on at that offset.</summary>
    public void Received(int input, long next, long now)
    {
        _isAtEnd[input] = false;
        Ends[input] = Math.Max(Ends[input], next);
        Proofs[input].Received(next, now);
    }

    /// <summary>The end was reached.</summary>
    public void ReachedEnd(int input, long offset, long now)
    {
        _isAtEnd[input] = true;
        Ends[input] = Math.Max(Ends[input], offset);
        Proofs[input].ReachedEnd(offset, now);
    }

    /// <summary>
    /// Gathers records of the inputs in the order of event time, up to a slice. Returns how far the
    /// watermark may go by them.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="taken">Told of each record's input.</param>
    /// <returns>The minimum where event times cannot be peeked at.</returns>
    public long Gather(TaskCore task, long now, Action<int> taken)
    {
        var highest = EventTime.Min;
        while (task.Gathered < Limits.SliceRecords)
        {
            for (var i = 0; i < task.Queues.Length; i++)
            {
                if (task.Queues[i].TryPeek(out var records, out var index)) _merge.SetHead(i, TimeOf(i, records,
                    index));
                else _merge.SetEmpty(i, _isAtEnd[i] || task.Clock.IsIdle(i));
            }

            var choice = _merge.Choose(now);
            if (!choice.IsTake) break;
            var queue = task.Queues[choice.Input];
            while (task.Gathered < Limits.SliceRecords && queue.TryPeek(out var records, out var index))
            {
                var time = TimeOf(choice.Input, records, index);
                if (time > choice.Bound) break;
                highest = Math.Max(highest, time);
                task.Gather(choice.Input);
                taken(choice.Input);
            }
        }

        return _options.PeekEventTime is null ? EventTime.Min : EventTime.Plus(highest, -_options.OutOfOrdernessMs);
    }

    /// <summary>Whether there is a record that may be taken now or soon.</summary>
    public static bool HasQueued(TaskCore task)
    {
        foreach (var queue in task.Queues)
            if (queue.Queued > 0) return true;
        return false;
    }

    private long TimeOf(int input, LogBatch records, int index)
    {
        ref readonly var record = ref records[index];
        if (HeartbeatRecord.TryRead(records, record, out var heartbeat)) return heartbeat;
        return _options.PeekEventTime?.Invoke(_options.Inputs[input].Input, records.Value(record)) ?? record.Timestamp;
    }
}
