using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Status;

/// <summary>What a worker is doing, as a value that any thread may read.</summary>
public sealed record WorkerStatus
{
    /// <summary>The worker's number in its process.</summary>
    public required int Slot { get; init; }

    /// <summary>What it does as a whole.</summary>
    public required WorkerPhase Phase { get; init; }

    /// <summary>Why it failed, or what it cannot do at the moment; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Its tasks, by partition.</summary>
    public IReadOnlyList<TaskReport> Tasks { get; init; } = [];

    /// <summary>What it has counted since it started.</summary>
    public WorkerCounters Counters { get; init; } = new();

    /// <summary>When it last reported, milliseconds since the epoch; 0 before its first turn.</summary>
    public long ReportedAt { get; init; }

    /// <summary>
    /// Why it does not do its work; null while it does: it turns, it is able to write, and every task of it runs. A
    /// suspended task is another's.
    /// </summary>
    /// <param name="now">The wall clock, milliseconds since the epoch.</param>
    public string? WhyNotReady(long now)
    {
        if (Problem is { } problem) return $"worker {Slot}: {problem}";
        if (Phase != WorkerPhase.Running) return $"worker {Slot} is {Phase.ToString().ToLowerInvariant()}";
        // What it last said was that all is well; a loop that hangs in a call cannot say more.
        if (now - ReportedAt > Limits.SilentWorkerMs)
            return $"worker {Slot} has not reported for {(now - ReportedAt) / 1000} s";
        var task = Tasks.FirstOrDefault(static task => task.Phase is not (TaskPhase.Running or TaskPhase.Suspended));
        if (task is null) return null;
        var reason = task.Reason is null ? "" : $": {task.Reason}";
        return $"task {task.Partition} is {task.Phase.ToString().ToLowerInvariant()}{reason}";
    }
}

/// <summary>What a worker does as a whole.</summary>
public enum WorkerPhase : byte
{
    /// <summary>It connects.</summary>
    Starting,

    /// <summary>It polls, processes and commits.</summary>
    Running,

    /// <summary>It was told to stop, and finishes.</summary>
    Stopping,

    /// <summary>It has ended in order.</summary>
    Stopped,

    /// <summary>It has ended because it could not go on.</summary>
    Failed,
}

/// <summary>What a worker has counted since it started. All only rise.</summary>
public sealed record WorkerCounters
{
    /// <summary>Transactions that were committed.</summary>
    public long Commits { get; init; }

    /// <summary>Transactions that were aborted or whose outcome had to be asked for.</summary>
    public long Aborts { get; init; }

    /// <summary>Snapshots that were committed.</summary>
    public long Snapshots { get; init; }

    /// <summary>Group events.</summary>
    public long Rebalances { get; init; }

    /// <summary>Producers that had to be replaced.</summary>
    public long ProducersReplaced { get; init; }

    /// <summary>Replays whose outputs or inputs differed from the journal.</summary>
    public long DigestMismatches { get; init; }

    /// <summary>Bytes of keys, values and headers read.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes written to outputs, late events and dead letters.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Bytes written to the journal.</summary>
    public long JournalBytes { get; init; }

    /// <summary>Bytes written to the changelog.</summary>
    public long ChangelogBytes { get; init; }
}
