using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Commit;

/// <summary>What a task did since its last commit: the records to publish and the steps that led to them.</summary>
internal sealed class CommitDraft(WorkerOptions options) : ITaskSink
{
    private readonly HeaderWriter _headers = new();

    public AppendBatch Records { get; } = new();

    public JournalOps Steps { get; } = new();

    /// <summary>By input: where the entry begins.</summary>
    public long[] Starts { get; } = new long[options.Inputs.Count];

    /// <summary>How many input records it holds.</summary>
    public long InputRecords { get; set; }

    /// <summary>When its first step was taken, by the wall clock.</summary>
    public long Since { get; set; }

    public bool IsEmpty => Steps.IsEmpty;

    public void Publish(OutputBatch outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            var output = options.Outputs[outputs.Stream(i)];
            var key = outputs.Key(i);
            var partition = outputs.Partition(i);
            if (partition == OutputBatch.ByKey) partition = AppendBatch.ByKey;
            var value = outputs.Value(i);
            // A record without a value takes back the one before in a compacted topic.
            Records.Add(new LogPartition(output.Topic, partition), AppendBatch.Now, key, value,
                value.IsEmpty ? NullParts.Value : NullParts.None);
        }
    }

    public void Refuse(in RecordFate fate, LogBatch records, int index) => RefusedRecords.Append(Records,
        fate.Kind == FateKind.Late ? options.LateEventsTopic : options.DeadLettersTopic, fate, records, index,
            _headers);

    public void Clear()
    {
        Records.Clear();
        Steps.Clear();
        InputRecords = 0;
    }
}

/// <summary>
/// One task's part of a transaction, unchangeable: sent again byte for byte until it is known to be committed.
/// </summary>
internal sealed class SealedCommit
{
    public required int Partition { get; init; }

    /// <summary>Outputs, refused records, state and the journal entry, which comes last.</summary>
    public required AppendBatch Records { get; init; }

    public required long Sequence { get; init; }

    /// <summary>The journal entry's bytes: what to look for where the outcome is unknown.</summary>
    public required byte[] Entry { get; init; }

    /// <summary>The input positions before and after.</summary>
    public required LogPosition[] Starts { get; init; }
    public required LogPosition[] Ends { get; init; }

    public required long InputRecords { get; init; }

    /// <summary>Of a snapshot: what to report once it is committed.</summary>
    public SealedSnapshot? Snapshot { get; init; }

    /// <summary>Of a snapshot: the offset of the journal from which on a restore reads.</summary>
    public long? JournalFrom { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }
}

/// <summary>What a snapshot wrote.</summary>
/// <param name="Records">Records of state.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="StartedAt">When it was begun, ms since the epoch.</param>
/// <param name="FinishedAt">When it was ready to be sent.</param>
/// <param name="ChangelogEnd">
/// The end of the changelog before it. Asked before the commit: afterwards an heir's snapshot might lie before it.
/// </param>
internal sealed record SealedSnapshot(
    int Records, long Bytes, long StartedAt, long FinishedAt, long ChangelogEnd);
