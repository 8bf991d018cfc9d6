using StreamEngine.Core.Log;

namespace StreamEngine.Runtime.Workers;

/// <summary>What a worker has to know. Times are in milliseconds.</summary>
public sealed record WorkerOptions
{
    /// <summary>Who the process is, for the journal: its instance's name.</summary>
    public string Name { get; init; } = "worker";

    /// <summary>The consumer group: whose snapshots a mirror holds.</summary>
    public string Group { get; init; } = "";

    /// <summary>The worker's number in its process, from 0: it names its producer.</summary>
    public int Slot { get; init; }

    /// <summary>The input topics, in any order. All have as many partitions as there are tasks.</summary>
    public required IReadOnlyList<InputTopic> Inputs { get; init; }

    /// <summary>Where each output stream goes, by the number of the stream.</summary>
    public required IReadOnlyList<OutputTopic> Outputs { get; init; }

    /// <summary>Takes events behind the allowed lateness, with their original bytes.</summary>
    public required string LateEventsTopic { get; init; }

    /// <summary>Takes what could not be processed, with its original bytes.</summary>
    public required string DeadLettersTopic { get; init; }

    /// <summary>The order in which inputs were processed; partition p belongs to task p.</summary>
    public required string JournalTopic { get; init; }

    /// <summary>Snapshots of state; partition p belongs to task p.</summary>
    public required string ChangelogTopic { get; init; }

    /// <summary>How many partitions each input topic has, at least 1.</summary>
    public required int Partitions { get; init; }

    /// <summary>
    /// How the producers of the input choose a record's partition, to find records that are misrouted.
    /// </summary>
    public PartitionerKind Partitioner { get; init; } = PartitionerKind.Murmur2;

    /// <summary>Where a partition without a committed offset starts.</summary>
    public StartFrom StartFrom { get; init; } = StartFrom.Earliest;

    /// <summary>
    /// What the pipeline was made with, as bytes: time settings, versions of data. Written to the journal; a replay
    /// under other settings is refused, because it would give other outputs.
    /// </summary>
    public ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>
    /// The policy document, at most 65536 bytes: a task takes it in before anything else where it is not in force yet,
    /// and journals it. Empty where the pipeline has none.
    /// </summary>
    public ReadOnlyMemory<byte> Policy { get; init; }

    /// <summary>Reads the event time out of an encoded value; null goes by the records' timestamps.</summary>
    public EventTimePeek? PeekEventTime { get; init; }

    /// <summary>How far the watermark stays behind the highest event time.</summary>
    public long OutOfOrdernessMs { get; init; } = 10_000;

    /// <summary>How long an input has to be silent before its idleness may be proven.</summary>
    public long IdleAfterMs { get; init; } = 5_000;

    /// <summary>How long a task waits for an input that has more at the broker.</summary>
    public long AlignmentWaitMs { get; init; } = 500;

    /// <summary>When to commit.</summary>
    public CommitOptions Commit { get; init; } = new();

    /// <summary>When to take a snapshot.</summary>
    public SnapshotOptions Snapshot { get; init; } = new();

    /// <summary>
    /// How many bytes of records one input of one task may have waiting before its partition is paused.
    /// </summary>
    public long QueueBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Most records of one poll.</summary>
    public int RecordsPerPoll { get; init; } = 20_000;

    /// <summary>How long the state of a task is kept after its partitions went, should they come back.</summary>
    public long KeepSuspendedMs { get; init; } = 60_000;

    /// <summary>How long one request to the log may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a commit may take before its outcome counts as unknown.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a committed offset may lead the journal before the restore is refused: twice the transaction's time.
    /// </summary>
    public long JournalWaitMs { get; init; } = 30_000;

    /// <summary>Throws where the options make no sense.</summary>
    /// <exception cref="ArgumentException">The message names the option.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Slot);
        ArgumentOutOfRangeException.ThrowIfLessThan(Partitions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Inputs.Count, 1, nameof(Inputs));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Inputs.Count, Limits.Inputs, nameof(Inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(Commit.EveryMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Commit.Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Policy.Length, Limits.PolicyBytes, nameof(Policy));
        ArgumentOutOfRangeException.ThrowIfLessThan(RecordsPerPoll, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(OutOfOrdernessMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleAfterMs, 1);
        if (Inputs.Select(static i => i.Input).Distinct().Count() != Inputs.Count)
            throw new ArgumentException("Two inputs have the same number.");
        if (Inputs.Select(static i => i.Topic).Distinct(StringComparer.Ordinal).Count() != Inputs.Count)
            throw new ArgumentException("Two inputs are of the same topic.");
    }
}

/// <summary>One input topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Input">The number by which the pipeline knows it; its rank among events of equal time.</param>
public sealed record InputTopic(string Topic, byte Input);

/// <summary>Where an output stream goes.</summary>
/// <param name="Topic">The topic's name.</param>
public sealed record OutputTopic(string Topic);

/// <summary>The event time in an encoded value; null where there is none to be found.</summary>
public delegate long? EventTimePeek(byte input, ReadOnlySpan<byte> value);

/// <summary>When a worker commits: whatever comes first.</summary>
public sealed record CommitOptions
{
    /// <summary>After so many milliseconds, at least 1.</summary>
    public long EveryMs { get; init; } = 200;

    /// <summary>After so many input records.</summary>
    public int Records { get; init; } = 200_000;

    /// <summary>After so many bytes of outputs.</summary>
    public long Bytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>How often a transaction is tried before its task is parked.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>The pause before the second try; it doubles from try to try up to a limit.</summary>
    public long PauseMs { get; init; } = 100;
}

/// <summary>When a task takes a snapshot.</summary>
public sealed record SnapshotOptions
{
    /// <summary>When replaying what came since the last one would take longer than this.</summary>
    public long ReplayMs { get; init; } = 2_000;

    /// <summary>When the last one is older than this and something changed.</summary>
    public long EveryMs { get; init; } = 600_000;

    /// <summary>When so many bytes of state changed since the last one.</summary>
    public long ChangedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Snapshots take at most this share of the time, in percent; the replay bound yields to it.</summary>
    public int SharePercent { get; init; } = 5;

    /// <summary>
    /// Whether every commit holds the state that it changed, whatever the other options say. Then nothing is ever
    /// replayed: for inputs that are compacted, of which the records of the past are not all there any more.
    /// </summary>
    public bool WithEveryCommit { get; init; }
}

/// <summary>Where reading starts where nothing was ever committed.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Time">For a time: milliseconds since the epoch, compared with record timestamps.</param>
public readonly record struct StartFrom(StartKind Kind, long Time = 0)
{
    /// <summary>At the first record that there is.</summary>
    public static StartFrom Earliest => new(StartKind.Earliest);

    /// <summary>At the end.</summary>
    public static StartFrom Latest => new(StartKind.Latest);
}

/// <summary>The kinds of places to start from.</summary>
public enum StartKind : byte { Earliest, Latest, Time }
