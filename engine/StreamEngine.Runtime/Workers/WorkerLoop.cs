using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Commit;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Workers;

/// <summary>
/// The worker's one flow of control: poll, hand out, process, commit. Everything is awaited in turn, so that no
/// transaction
/// is open when the group changes, and so that a simulator may stop it between any two steps.
/// </summary>
internal sealed partial class WorkerLoop : IAsyncDisposable
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly PipelineFactory _pipelines;
    private readonly TimeProvider _clock;
    private readonly IWorkerObserver _observer;
    private readonly Action<WorkerStatus> _publish;
    private readonly TaskMirrors _mirrors;
    private readonly CommitQueue _commits;
    private readonly PolledRecords _polled = new();
    private readonly SortedDictionary<int, TaskRunner> _tasks = [];
    private readonly Dictionary<string, int> _inputOfTopic = new(StringComparer.Ordinal);
    private ILogConsumer? _consumer;
    private string _clusterId = "";
    private WorkerPhase _phase = WorkerPhase.Starting;
    private string? _problem;
    private long _statusAt;
    private long _endsAt;
    private long _sealsAgainAt;
    private WorkerCounters _counters = new();

    public WorkerLoop(ILogClient log, WorkerOptions options, PipelineFactory pipelines, TimeProvider clock,
        IWorkerObserver observer, ISnapshotMirrors? mirrors, Action<WorkerStatus> publish)
    {
        _mirrors = new TaskMirrors(mirrors, log, options, observer);
        (_log, _options, _pipelines, _clock, _observer, _publish) = (log, options, pipelines, clock, observer, publish);
        _commits = new CommitQueue(log, options, clock, observer)
        {
            Committed = OnCommitted, JournalFrom =
            JournalFrom
        };
        for (var i = 0; i < options.Inputs.Count; i++) _inputOfTopic.Add(options.Inputs[i].Topic, i);
    }

    private ILogConsumer Consumer => _consumer!;

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs until told to stop, then finishes.</summary>
    public async ValueTask RunAsync(CancellationToken stop)
    {
        if (!await ConnectAsync(stop).ConfigureAwait(false)) return;
        _phase = WorkerPhase.Running;
        while (!stop.IsCancellationRequested) await TurnAsync(stop).ConfigureAwait(false);
        _phase = WorkerPhase.Stopping;
        Report(force: true);
        await FinishAsync().ConfigureAwait(false);
        Report(force: true);
        await Consumer.CloseAsync().ConfigureAwait(false);
        foreach (var task in _tasks.Values) await task.CloseAsync().ConfigureAwait(false);
        _tasks.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var task in _tasks.Values) await task.DisposeAsync().ConfigureAwait(false);
        await _commits.DisposeAsync().ConfigureAwait(false);
        if (_consumer is not null) await _consumer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// A producer first: its initialisation ends what a crashed predecessor left open, which would stall every reader.
    /// </summary>
    private async ValueTask<bool> ConnectAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var fault = await _commits.Transactor.EnsureAsync().ConfigureAwait(false);
            var cluster = await _log.Topics.DescribeClusterAsync(_options.RequestTimeout).ConfigureAwait(false);
            fault ??= cluster.Fault;
            if (fault is null)
            {
                _mirrors.ClusterId = _clusterId = cluster.Value!.Id;
                _consumer = _log.CreateConsumer([.. _options.Inputs.Select(static i => i.Topic)], _options.Slot);
                return true;
            }

            _observer.Faulted(fault);
            if (fault.Kind is LogFaultKind.Unauthorized or LogFaultKind.Configuration) throw new LogException(fault);
            _problem = fault.Message;
            Report(force: true);
        }

        return false;
    }

    private async ValueTask TurnAsync(CancellationToken stop)
    {
        var result = await Consumer.PollAsync(_polled, _options.RecordsPerPoll, WaitOfPoll()).ConfigureAwait(false);
        await NoteFaultsAsync(result.Faults).ConfigureAwait(false);
        if (result.Event is { } groupEvent) await OnEventAsync(groupEvent).ConfigureAwait(false);
        else HandOut();
        if (stop.IsCancellationRequested) return;
        await RestoreAsync().ConfigureAwait(false);
        await PushAsync().ConfigureAwait(false);
        if (_commits.IsEmpty) await ProcessAsync().ConfigureAwait(false);
        await RegulateAsync().ConfigureAwait(false);
        await AskEndsAsync().ConfigureAwait(false);
        await RetireAsync().ConfigureAwait(false);
        Report(force: false);
    }

    private TimeSpan WaitOfPoll()
    {
        var now = Now;
        if (_tasks.Values.Any(static t => t.Life.Phase is TaskPhase.Restoring)) return NoWait;
        if (!_commits.IsEmpty) return Until(_commits.NextAt, now);
        var due = EventTime.Max;
        foreach (var task in _tasks.Values)
        {
            if (task.HasQueued && !task.IsWaiting) return NoWait;
            if (task.IsWaiting) due = Math.Min(due, now + Limits.WaitingPollMs);
            due = Math.Min(due, task.CommitDueAt);
        }

        return Until(Math.Max(due, _sealsAgainAt), now);
    }

    private static TimeSpan Until(long time, long now) =>
        time <= now ? NoWait : TimeSpan.FromMilliseconds(Math.Min(time - now, Limits.LongestPollMs));

    private void HandOut()
    {
        var now = Now;
        foreach (var batch in _polled.Batches)
        {
            // A record of a partition that is not ours any more is nobody's business.
            if (Find(batch.Partition) is not var (task, input)) continue;
            if (task.Core!.Queues[input].Add(batch) > 0)
                task.Live.Received(input, task.Core.Queues[input].Fetched, now);
            _counters = _counters with { InputBytes = _counters.InputBytes + batch.Bytes };
        }

        foreach (var end in _polled.Ends)
            if (Find(end.Partition) is var (task, input)) task.Live.ReachedEnd(input, end.Offset, now);
    }

    private (TaskRunner Task, int Input)? Find(LogPartition partition) =>
        _tasks.TryGetValue(partition.Number, out var task) && task.Life.Phase == TaskPhase.Running
            && _inputOfTopic.TryGetValue(partition.Topic, out var input) ? (task, input) : null;

    private async ValueTask ProcessAsync()
    {
        foreach (var task in _tasks.Values)
        {
            if (task.Life.Phase != TaskPhase.Running) continue;
            try
            {
                await task.WorkAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not LogException)
            {
                await FailAsync(task, exception).ConfigureAwait(false);
            }
        }

        var now = Now;
        if (now < _sealsAgainAt) return;
        if (_tasks.Values.Any(t => t.IsCommitDue(now)))
        {
            await SealAllAsync().ConfigureAwait(false);
            await PushAsync().ConfigureAwait(false);
        }

        if (_commits.IsEmpty) await SnapshotAsync(static (task, now) => task.IsSnapshotDue(now)).ConfigureAwait(false);
    }

    private async ValueTask FailAsync(TaskRunner task, Exception exception)
    {
        _commits.Drop(p => p == task.Partition);
        await PauseAsync(task).ConfigureAwait(false);
        await task.FailAsync($"{exception.GetType().Name}: {exception.Message}").ConfigureAwait(false);
    }

    private ValueTask PauseAsync(TaskRunner task) => Consumer.PauseAsync(task.Inputs);

    private async ValueTask RestoreAsync()
    {
        foreach (var task in _tasks.Values)
        {
            if (task.Life.Phase != TaskPhase.Restoring) continue;
            try
            {
                if (await task.RestoreStepAsync().ConfigureAwait(false)) await StartAsync(task).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not LogException)
            {
                await FailAsync(task, exception).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The state is there: the inputs are delivered from where it ends.</summary>
    private async ValueTask StartAsync(TaskRunner task)
    {
        task.Enter(TaskPhase.Running);
        var positions = task.Inputs.Select((p, i) => new LogPosition(p, task.Core!.Queues[i].Fetched)).ToArray();
        var fault = await Consumer.SeekAsync(positions, _options.RequestTimeout).ConfigureAwait(false)
            ?? await Consumer.ResumeAsync(task.Inputs).ConfigureAwait(false);
        if (fault is not null)
        {
            _observer.Faulted(fault);
            await FailAsync(task, new LogException(fault)).ConfigureAwait(false);
            return;
        }

        for (var i = 0; i < task.Inputs.Length; i++) task.Live.Start(i, positions[i].Offset, Now);
    }

    /// <summary>Stops the delivery of what cannot be kept up with, and lets it go on later.</summary>
    private async ValueTask RegulateAsync()
    {
        foreach (var task in _tasks.Values)
        {
            if (task.Life.Phase != TaskPhase.Running) continue;
            for (var i = 0; i < task.Inputs.Length; i++)
            {
                var waiting = task.Core!.Queues[i].QueuedBytes;
                if (!task.Live.IsPaused[i] && waiting > _options.QueueBytes)
                {
                    await Consumer.PauseAsync([task.Inputs[i]]).ConfigureAwait(false);
                    task.Live.Pause(i, Now);
                }
                else if (task.Live.IsPaused[i] && waiting < _options.QueueBytes / 2)
                {
                    if (await Consumer.ResumeAsync([task.Inputs[i]])
                        .ConfigureAwait(false) is { } fault) _observer.Faulted(fault);
                    else task.Live.Start(i, task.Core.Queues[i].Fetched, Now);
                }
            }
        }
    }

    private async ValueTask NoteFaultsAsync(IReadOnlyList<LogFault> faults)
    {
        foreach (var fault in faults)
        {
            _observer.Faulted(fault);
            if (fault.IsFatal) throw new LogException(fault);
            if (fault is not
                {
                    Kind: LogFaultKind.OffsetOutOfRange or LogFaultKind.UnknownTopic,
                    Partition: { } partition
                }) continue;
            if (Find(partition) is not var (task, _)) continue;
            _commits.Drop(p => p == task.Partition);
            await PauseAsync(task).ConfigureAwait(false);
            await task.ParkAsync($"{partition}: {fault.Message} Records that were not read yet are gone, or the "
                + $"topic is another "
                + "one; 'streamengine state reset' starts over.", EventTime.Max).ConfigureAwait(false);
        }
    }

    private void Report(bool force)
    {
        var now = Now;
        if (!force && now - _statusAt < Limits.StatusEveryMs && now >= _statusAt) return;
        _statusAt = now;
        _publish(new WorkerStatus
        {
            Slot = _options.Slot,
            Phase = _phase,
            ReportedAt = now,
            Problem = _commits.Fault?.Message ?? _problem,
            Tasks = [.. _tasks.Values.Select(static t => t.Report())],
            Counters = _counters with
            {
                Commits = _commits.Commits,
                Aborts = _commits.Aborts,
                ProducersReplaced = _commits.Transactor.Replaced,
                DigestMismatches = _tasks.Values.Sum(static t => t.Mismatches),
            },
        });
    }
}
