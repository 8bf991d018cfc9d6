using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Commit;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Workers;

/// <summary>Commits, snapshots, and the end of the worker.</summary>
internal sealed partial class WorkerLoop
{
    private const int FinishAttempts = 10;

    /// <summary>Makes one transaction of what all tasks have done.</summary>
    private async ValueTask SealAllAsync()
    {
        var tasks = _tasks.Values.Where(static t => t.HasWork).ToList();
        // Without an answer it is tried again at the next turn.
        if (await EndsOfLogsAsync(tasks).ConfigureAwait(false) is not { } ends) return;
        var parts = new List<SealedCommit>();
        foreach (var (index, task) in tasks.Index())
        {
            try
            {
                parts.Add(_options.Snapshot.WithEveryCommit
                    ? await task.SealWithStateAsync(
                        ends[index].Offset, ends[tasks.Count + index].Offset, _clusterId).ConfigureAwait(false)
                    : await task.SealAsync().ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is not LogException)
            {
                await FailAsync(task, exception).ConfigureAwait(false);
            }
        }

        if (parts.Count > 0) _commits.Take(parts);
    }

    /// <summary>
    /// The ends of the tasks' journals, then of their changelogs, where each commit is a snapshot; nothing where none
    /// is. Null: no answer.
    /// </summary>
    private async ValueTask<IReadOnlyList<LogPosition>?> EndsOfLogsAsync(List<TaskRunner> tasks)
    {
        if (!_options.Snapshot.WithEveryCommit || tasks.Count == 0) return [];
        var ends = await _log.Offsets.EndAsync(
            [.. tasks.Select(t => new LogPartition(_options.JournalTopic, t.Partition)),
                .. tasks.Select(t => new LogPartition(_options.ChangelogTopic, t.Partition))],
            LogEnd.Stable, _options.RequestTimeout).ConfigureAwait(false);
        if (ends.Fault is { } fault) PutOff(fault);
        return ends.Value;
    }

    /// <summary>Without an answer about the logs nothing can be sealed: they are asked again after a pause.</summary>
    private void PutOff(LogFault fault)
    {
        _observer.Faulted(fault);
        _sealsAgainAt = Now + _options.Commit.PauseMs;
    }

    /// <summary>Sends what is to be committed, when it is time to.</summary>
    private async ValueTask PushAsync()
    {
        if (_commits.IsEmpty || Now < _commits.NextAt) return;
        var result = await _commits.PushAsync(Consumer).ConfigureAwait(false);
        await KeepMirrorsAsync().ConfigureAwait(false);
        if (result == PushResult.Differs)
        {
            await RestoreAllAsync("another member has committed").ConfigureAwait(false);
            return;
        }

        foreach (var part in _commits.Parts.Where(p => p.Attempts >= _options.Commit.Attempts).ToArray())
        {
            var task = _tasks[part.Partition];
            var reason = _commits.Fault?.Message ?? "its transactions fail";
            _commits.Drop(p => p == part.Partition);
            await PauseAsync(task).ConfigureAwait(false);
            await task.ParkAsync(reason, Now + Limits.ParkedMs).ConfigureAwait(false);
        }
    }

    private async ValueTask KeepMirrorsAsync()
    {
        foreach (var task in _tasks.Values) await task.KeepMirrorAsync().ConfigureAwait(false);
    }

    private async ValueTask RestoreAllAsync(string reason)
    {
        foreach (var part in _commits.Parts.ToArray())
        {
            var task = _tasks[part.Partition];
            await PauseAsync(task).ConfigureAwait(false);
            await task.FailAsync(reason).ConfigureAwait(false);
        }

        _commits.Drop(static _ => true);
    }

    /// <summary>One task takes a snapshot: they take turns, so that the others go on in between.</summary>
    private async ValueTask<bool> SnapshotAsync(Func<TaskRunner, long, bool> isDue)
    {
        var now = Now;
        if (_tasks.Values.FirstOrDefault(t => t.CanSnapshot && isDue(t, now)) is not { } task) return false;
        var journal = new LogPartition(_options.JournalTopic, task.Partition);
        var changelog = new LogPartition(_options.ChangelogTopic, task.Partition);
        var end = await _log.Offsets.EndAsync([journal, changelog], LogEnd.Stable, _options.RequestTimeout)
            .ConfigureAwait(false);
        if (end.Fault is { } fault)
        {
            PutOff(fault);
            return false;
        }

        try
        {
            _commits.Take([task.SealSnapshot(end.Value![0].Offset, end.Value[1].Offset, _clusterId)]);
        }
        catch (Exception exception) when (exception is not LogException)
        {
            await FailAsync(task, exception).ConfigureAwait(false);
            return false;
        }

        await PushAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// The end in order: what was processed is committed, and each task closes with a snapshot. Event time does not
    /// move.
    /// </summary>
    private async ValueTask FinishAsync()
    {
        for (var attempt = 0; attempt < FinishAttempts; attempt++)
        {
            await PushAsync().ConfigureAwait(false);
            if (_commits.IsEmpty) await SealAllAsync().ConfigureAwait(false);
            await PushAsync().ConfigureAwait(false);
            while (_commits.IsEmpty && await SnapshotAsync(static (_, _) => true).ConfigureAwait(false)) { }
            if (_commits.IsEmpty) return;
            // A poll keeps the membership, and brings what the group has to say.
            var result = await Consumer.PollAsync(_polled, 1, Until(_commits.NextAt, Now)).ConfigureAwait(false);
            await NoteFaultsAsync(result.Faults).ConfigureAwait(false);
            if (result.Event is { } groupEvent) await OnEventAsync(groupEvent).ConfigureAwait(false);
        }
    }

    private void OnCommitted(SealedCommit part)
    {
        var state = part.Snapshot?.Bytes ?? 0;
        _counters = _counters with
        {
            Snapshots = _counters.Snapshots + (part.Snapshot is null ? 0 : 1),
            ChangelogBytes = _counters.ChangelogBytes + state,
            JournalBytes = _counters.JournalBytes + part.Entry.Length,
            OutputBytes = _counters.OutputBytes + part.Records.Bytes - part.Entry.Length - state,
        };
        _tasks[part.Partition].OnCommitted(part);
    }

    private long JournalFrom(SealedCommit part) =>
        _tasks.TryGetValue(part.Partition, out var task) ? task.JournalFrom : 0;
}
