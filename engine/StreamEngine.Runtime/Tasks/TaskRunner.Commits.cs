using StreamEngine.Core;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Commit;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Status;

namespace StreamEngine.Runtime.Tasks;

/// <summary>Commits and snapshots of a task.</summary>
internal sealed partial class TaskRunner
{
    private readonly ReplayEstimate _replay = new();
    private long _snapshotAt;
    private long _snapshotDurationMs;
    private long? _committedAt;
    private SnapshotReport? _lastSnapshot;

    /// <summary>The number of the last journal entry, committed or sealed.</summary>
    public long Sequence { get; private set; }

    /// <summary>An offset of the journal before which no restore reads any more.</summary>
    public long JournalFrom { get; private set; }

    /// <summary>By input: the committed offset.</summary>
    public long[] Committed { get; private set; } = [];

    /// <summary>Whether there is anything to commit: steps, or the very first positions.</summary>
    public bool HasWork => Life.Phase == TaskPhase.Running && (_isNew || !_draft.IsEmpty);

    /// <summary>Whether it is time to commit it.</summary>
    public bool IsCommitDue(long now) => HasWork && (_isNew || now - _draft.Since >= _options.Commit.EveryMs
        || _draft.InputRecords >= _options.Commit.Records || _draft.Records.Bytes >= _options.Commit.Bytes);

    /// <summary>When the next commit is due by time; Max where there is nothing to commit.</summary>
    public long CommitDueAt => !HasWork ? EventTime.Max : _isNew ? EventTime.Min : _draft.Since
        + _options.Commit.EveryMs;

    /// <summary>What was done since the last commit, made ready to be sent.</summary>
    public async ValueTask<SealedCommit> SealAsync()
    {
        await Core!.CatchUpAsync().ConfigureAwait(false);
        return SealWith(null, null);
    }

    /// <summary>The same together with the state that changed, so that none of it is ever replayed.</summary>
    /// <param name="journalEnd">An end of the journal asked for just now.</param>
    /// <param name="changelogEnd">An end of the changelog asked for just now.</param>
    /// <param name="clusterId">The cluster.</param>
    public async ValueTask<SealedCommit> SealWithStateAsync(long journalEnd, long changelogEnd, string clusterId)
    {
        await Core!.CatchUpAsync().ConfigureAwait(false);
        return SealState(journalEnd, changelogEnd, clusterId);
    }

    /// <summary>Whether a snapshot is due; only at a commit boundary.</summary>
    public bool IsSnapshotDue(long now) => CanSnapshot && SnapshotRule.IsDue(
        new SnapshotFigures(now - _snapshotAt, _replay.Records, _replay.Ms, Core!.State.ChangedBytes,
            _snapshotDurationMs), _options.Snapshot);

    /// <summary>Whether a snapshot can be taken now and would hold something new, or spare a replay.</summary>
    public bool CanSnapshot => Life.Phase == TaskPhase.Running && !HasWork
        && (Core!.State.ChangedBytes > 0 || _replay.Records > 0);

    /// <summary>
    /// The state that changed since the last snapshot, and the record that completes it, made ready to be sent.
    /// </summary>
    /// <param name="journalEnd">An end of the journal asked for just now.</param>
    /// <param name="changelogEnd">An end of the changelog asked for just now.</param>
    /// <param name="clusterId">The cluster.</param>
    public SealedCommit SealSnapshot(long journalEnd, long changelogEnd, string clusterId)
    {
        Invariant.Require(CanSnapshot, "a snapshot stands at a commit boundary");
        return SealState(journalEnd, changelogEnd, clusterId);
    }

    private SealedCommit SealState(long journalEnd, long changelogEnd, string clusterId)
    {
        var startedAt = Now;
        var records = _draft.Records;
        var outputs = records.Count;
        var key = new byte[256];
        key[0] = ChangelogKeys.State;
        var bytes = 0L;
        Core!.State.TakeChanges((stateKey, value) =>
        {
            if (stateKey.Length + 1 > key.Length) Array.Resize(ref key, stateKey.Length + 1);
            key[0] = ChangelogKeys.State;
            stateKey.CopyTo(key.AsSpan(1));
            records.Add(_changelog, AppendBatch.Now, key.AsSpan(0, stateKey.Length + 1), value,
                value.IsEmpty ? NullParts.Value : NullParts.None);
            bytes += stateKey.Length + 1 + value.Length;
        });
        var count = records.Count - outputs;
        _scratch.Clear();
        Describe(journalEnd, clusterId).Write(_scratch);
        records.Add(_changelog, AppendBatch.Now, ChangelogKeys.SnapshotComplete, _scratch.Written);
        bytes += _scratch.Length;
        return SealWith(new SealedSnapshot(count, bytes, startedAt, Now, changelogEnd), journalEnd);
    }

    /// <summary>The sealed part is committed.</summary>
    public void OnCommitted(SealedCommit part)
    {
        var now = Now;
        Committed = [.. part.Ends.Select(static p => p.Offset)];
        _committedAt = now;
        _isNew = false;
        _replay.Committed(part.InputRecords);
        if (part.InputRecords > 0) Failures = 0;
        if (part.Snapshot is { } snapshot)
        {
            Mirror(part, snapshot);
            _replay.Begin();
            _snapshotAt = now;
            _snapshotDurationMs = now - snapshot.StartedAt;
            JournalFrom = part.JournalFrom ?? JournalFrom;
            _lastSnapshot = new SnapshotReport(part.Sequence, now, snapshot.Records, snapshot.Bytes,
                _snapshotDurationMs);
            _observer.SnapshotTaken(Partition, _lastSnapshot);
        }

        BeginDraft();
    }

    private void BeginDraft()
    {
        _draft.Clear();
        Core!.ResetDigests();
        for (var i = 0; i < Inputs.Length; i++) _draft.Starts[i] = Core.Queues[i].Position;
    }

    private SealedCommit SealWith(SealedSnapshot? snapshot, long? journalFrom)
    {
        var core = Core!;
        var ends = core.Queues.Select(static q => q.Position).ToArray();
        var entry = new JournalEntry
        {
            Sequence = ++Sequence,
            Writer = Writer,
            LogicVersion = core.State.LogicVersion,
            Settings = _settings,
            SettingsBytes = _isNew || snapshot is not null ? _options.Settings.ToArray() : [],
            Starts = [.. _draft.Starts],
            Ends = ends,
            Steps = _draft.Steps.Encode().ToArray(),
            Watermark = core.Clock.Watermark,
            InputDigest = core.InputDigest,
            OutputDigest = core.OutputDigest,
            Ledger = Ledgers.Write(core.Books),
        };
        _scratch.Clear();
        entry.Write(_scratch);
        _draft.Records.Add(_journal, AppendBatch.Now, default, _scratch.Written, NullParts.Key);
        return new SealedCommit
        {
            Partition = Partition,
            Records = _draft.Records,
            Sequence = entry.Sequence,
            Entry = _scratch.Written.ToArray(),
            Starts = [.. Inputs.Select((p, i) => new LogPosition(p, Committed[i]))],
            Ends = [.. Inputs.Select((p, i) => new LogPosition(p, ends[i]))],
            InputRecords = _draft.InputRecords,
            Snapshot = snapshot,
            JournalFrom = journalFrom,
        };
    }

    private SnapshotRecord Describe(long journalEnd, string clusterId)
    {
        var core = Core!;
        var inputs = Inputs.Length;
        return new SnapshotRecord
        {
            Sequence = Sequence + 1,
            JournalOffset = journalEnd,
            ClusterId = clusterId,
            Partitions = _options.Partitions,
            LogicVersion = core.State.LogicVersion,
            Settings = _settings,
            Topics = [.. Inputs.Select(static p => p.Topic)],
            Ends = [.. core.Queues.Select(static q => q.Position)],
            OldestWaiting = [.. core.Queues.Select(static q => q.OldestWaiting)],
            Highest = [.. Enumerable.Range(0, inputs).Select(core.Clock.Highest)],
            Idle = [.. Enumerable.Range(0, inputs).Select(core.Clock.IsIdle)],
            Watermark = core.Clock.Watermark,
            HighestArrival = core.Clock.HighestArrival,
            LastTick = core.LastTick,
            Ledger = Ledgers.Write(core.Books),
            Reasons = Ledgers.Reasons(core.Books),
        };
    }
}
