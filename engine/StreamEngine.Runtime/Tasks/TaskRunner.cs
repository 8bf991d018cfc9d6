using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Commit;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// One task as its worker runs it: what it is made of in each phase of its life, its inputs live, and its commits.
/// </summary>
internal sealed partial class TaskRunner : IAsyncDisposable
{
    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly PipelineFactory _pipelines;
    private readonly TimeProvider _clock;
    private readonly IWorkerObserver _observer;
    private readonly TaskMirrors _mirrors;
    private readonly LogPartition _journal;
    private readonly LogPartition _changelog;
    private readonly Hash128 _settings;
    private readonly ByteWriter _scratch = new();
    private readonly CommitDraft _draft;
    private Restore? _restore;
    private RestoreReport? _lastRestore;
    private bool _isNew;

    public TaskRunner(int partition, ILogClient log, WorkerOptions options, PipelineFactory pipelines,
        TimeProvider clock, IWorkerObserver observer, TaskMirrors mirrors)
    {
        (Partition, _mirrors) = (partition, mirrors);
        (_log, _options, _pipelines, _clock, _observer) = (log, options, pipelines, clock, observer);
        _journal = new LogPartition(options.JournalTopic, partition);
        _changelog = new LogPartition(options.ChangelogTopic, partition);
        Writer = string.Create(null, $"{options.Name}-{options.Slot}");
        _settings = Hash128.Of(options.Settings.Span);
        _draft = new CommitDraft(options);
        Inputs = [.. options.Inputs.Select(i => new LogPartition(i.Topic, partition))];
        Live = new LiveInputs(options);
    }

    public int Partition { get; }

    /// <summary>Who writes the journal's entries.</summary>
    public string Writer { get; }

    public TaskLife Life { get; } = new();

    /// <summary>Its input partitions, in the order of the options.</summary>
    public LogPartition[] Inputs { get; }

    /// <summary>The deterministic part; null where there is none yet or any more.</summary>
    public TaskCore? Core { get; private set; }

    public LiveInputs Live { get; }

    /// <summary>When it entered its phase, ms.</summary>
    public long Since { get; private set; }

    /// <summary>When a parked task is tried again; Max where somebody has to see to it first.</summary>
    public long RetryAt { get; private set; } = EventTime.Max;

    /// <summary>How often it failed since it last got on.</summary>
    public int Failures { get; private set; }

    /// <summary>How many replays came out differently.</summary>
    public long Mismatches { get; private set; }

    public long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Goes to another phase.</summary>
    public void Enter(TaskPhase next, string? reason = null)
    {
        var from = Life.Phase;
        Life.Enter(next, reason);
        Since = Now;
        _observer.TaskMoved(Partition, from, next, reason);
    }

    /// <summary>Begins to rebuild the state, with a pipeline of its own.</summary>
    public async ValueTask BeginRestoreAsync()
    {
        Enter(TaskPhase.Restoring);
        _journalSeen = null;
        _trustsMirror = true;
        await RenewAsync().ConfigureAwait(false);
    }

    /// <summary>One step of the restore. True when the task may run.</summary>
    public async ValueTask<bool> RestoreStepAsync()
    {
        var restore = _restore!;
        try
        {
            if (!await restore.StepAsync().ConfigureAwait(false)) return false;
        }
        catch (RestoreInterruptedException)
        {
            await RenewAsync().ConfigureAwait(false);
            return false;
        }
        catch (RestoreRefusedException refused) when (restore.IsFromMirror && !refused.IsOfPolicy)
        {
            // The mirror is a copy of what the changelog holds: that is asked before anybody has to see to it.
            _mirrors.Tell(Partition, refused.Message);
            _trustsMirror = false;
            await RenewAsync().ConfigureAwait(false);
            return false;
        }
        catch (RestoreRefusedException refused)
        {
            if (refused.IsDivergence) Mismatches++;
            WaitForAcceptance(refused, restore);
            await ParkAsync(refused.Message, EventTime.Max).ConfigureAwait(false);
            return false;
        }

        Adopt(restore);
        await restore.DisposeAsync().ConfigureAwait(false);
        _restore = null;
        return await AdoptPolicyAsync().ConfigureAwait(false);
    }

    /// <summary>It cannot go on: it rests, the others do not.</summary>
    public async ValueTask ParkAsync(string reason, long retryAt)
    {
        Enter(TaskPhase.Parked, reason);
        RetryAt = retryAt;
        await DropAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// It failed where it should not have: it is rebuilt, and parked once that has not helped a few times.
    /// </summary>
    public async ValueTask FailAsync(string reason)
    {
        Failures++;
        if (Failures >= Limits.RestoreAttempts)
        {
            await ParkAsync(reason, Now + Limits.ParkedMs).ConfigureAwait(false);
            return;
        }

        if (Life.Phase == TaskPhase.Restoring) await RenewAsync().ConfigureAwait(false);
        else await BeginRestoreAsync().ConfigureAwait(false);
    }

    /// <summary>Its life ends.</summary>
    public async ValueTask CloseAsync(string? reason = null)
    {
        if (Life.Phase == TaskPhase.Closed) return;
        Enter(TaskPhase.Closed, reason);
        await DropAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DropAsync();

    private async ValueTask RenewAsync()
    {
        await DropAsync().ConfigureAwait(false);
        Core = new TaskCore(Partition, _options, _pipelines(Partition));
        _restore = new Restore(_log, _options, Core, _clock, _mirrors, _trustsMirror);
    }

    private async ValueTask DropAsync()
    {
        if (_restore is not null) await _restore.DisposeAsync().ConfigureAwait(false);
        _restore = null;
        LetMirrorGo();
        Core?.Dispose();
        Core = null;
        _draft.Clear();
        Live.Reset(Now);
    }

    private void Adopt(Restore restore)
    {
        _lastRestore = restore.Report;
        _observer.Restored(Partition, _lastRestore);
        Sequence = restore.Sequence;
        JournalFrom = restore.JournalFrom;
        Committed = restore.IsNew ? [.. Inputs.Select(static _ => LogPosition.None)]
            : [.. Core!.Queues.Select(static q => q.Position)];
        _isNew = restore.IsNew;
        (_mirror, _mirrored) = (restore.TakeMirror(), restore.Mirrored);
        _replay.Restored(restore.ReplayedRecords, restore.ReplayMs);
        // What was accepted is not to be needed again: a snapshot is due at once.
        _snapshotAt = _lastRestore.Accepted is null ? Now : 0;
        Core!.Sink = _draft;
        BeginDraft();
    }
}
