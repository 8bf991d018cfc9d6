using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Status;

/// <summary>What a task is doing, as a value.</summary>
public sealed record TaskReport
{
    /// <summary>The partition number.</summary>
    public required int Partition { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required TaskPhase Phase { get; init; }

    /// <summary>Why it is there; null where it goes without saying.</summary>
    public string? Reason { get; init; }

    /// <summary>The watermark, ms since the epoch; <see cref="Core.Time.EventTime.Min"/> while there is none.</summary>
    public required long Watermark { get; init; }

    /// <summary>The highest event time seen.</summary>
    public required long HighestEventTime { get; init; }

    /// <summary>The input topic that holds the watermark back; null while none does.</summary>
    public string? HeldBackBy { get; init; }

    /// <summary>Its inputs, in the order of the options.</summary>
    public IReadOnlyList<InputReport> Inputs { get; init; } = [];

    /// <summary>The number of the last committed journal entry; 0 before the first.</summary>
    public long JournalSequence { get; init; }

    /// <summary>When it last committed, ms since the epoch; null before the first.</summary>
    public long? CommittedAt { get; init; }

    /// <summary>The last snapshot; null before the first of this owner.</summary>
    public SnapshotReport? Snapshot { get; init; }

    /// <summary>The restore under way or the last one; null before the first.</summary>
    public RestoreReport? Restore { get; init; }

    /// <summary>The policy in force; null where none is journaled.</summary>
    public PolicyInForce? Policy { get; init; }

    /// <summary>How much state there is; null where the pipeline keeps none for the runtime.</summary>
    public StateSize? State { get; init; }

    /// <summary>About how many bytes of state changed since the last snapshot.</summary>
    public long ChangedBytes { get; init; }

    /// <summary>When the earliest timer is due; <see cref="Core.Time.EventTime.Max"/> where none is armed.</summary>
    public long NextDue { get; init; }
}

/// <summary>One input of a task.</summary>
public sealed record InputReport
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The next record to process.</summary>
    public required long Position { get; init; }

    /// <summary>The committed offset; -1 before the first.</summary>
    public required long Committed { get; init; }

    /// <summary>The end of the partition as far as it is known; -1 while it is not.</summary>
    public required long End { get; init; }

    /// <summary>The highest event time seen.</summary>
    public required long HighestEventTime { get; init; }

    /// <summary>Whether it is left out of the watermark, because it is proven to be idle.</summary>
    public required bool IsIdle { get; init; }

    /// <summary>Whether it is paused, because enough waits already.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>Records fetched and not processed yet.</summary>
    public required int Queued { get; init; }

    /// <summary>Bytes of records processed.</summary>
    public required long Bytes { get; init; }

    /// <summary>What became of the records.</summary>
    public required LedgerReport Ledger { get; init; }
}

/// <summary>The books of one source; read = the sum of the columns + waiting.</summary>
public sealed record LedgerReport
{
    /// <summary>Records read.</summary>
    public long Read { get; init; }

    public long Processed { get; init; }
    public long Duplicate { get; init; }
    public long Late { get; init; }
    public long Filtered { get; init; }
    public long DeadLettered { get; init; }

    /// <summary>Records whose fate is not known yet.</summary>
    public long Waiting => Read - Processed - Duplicate - Late - Filtered - DeadLettered;

    /// <summary>How many ended for which reason.</summary>
    public IReadOnlyDictionary<(FateKind Kind, string Reason), long> Reasons { get; init; } =
        new Dictionary<(FateKind, string), long>();
}

/// <summary>One snapshot.</summary>
/// <param name="Sequence">The journal entry after which it stands.</param>
/// <param name="At">When it was committed, ms since the epoch.</param>
/// <param name="Records">How many records of state it wrote.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="DurationMs">How long processing stood still for it.</param>
public sealed record SnapshotReport(long Sequence, long At, int Records, long Bytes, long DurationMs);

/// <summary>One restore.</summary>
/// <param name="Phase">What it is doing, or <c>done</c>.</param>
/// <param name="StartedAt">When it began, ms since the epoch.</param>
/// <param name="PhaseMs">How long each phase took, in order.</param>
/// <param name="StateRecords">Records of state loaded.</param>
/// <param name="ReplayedRecords">Input records replayed.</param>
/// <param name="RemainingRecords">Input records still to be replayed; -1 while it is not known.</param>
/// <param name="FromMirror">Whether the snapshot came from the local mirror.</param>
public sealed record RestoreReport(
    string Phase, long StartedAt, IReadOnlyList<KeyValuePair<string, long>> PhaseMs, long StateRecords,
    long ReplayedRecords, long RemainingRecords, bool FromMirror)
{
    /// <summary>The divergence that an operator accepted and that was made use of; null where none was.</summary>
    public AcceptedDivergence? Accepted { get; init; }
}
