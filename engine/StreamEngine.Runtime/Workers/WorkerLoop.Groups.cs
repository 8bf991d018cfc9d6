using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Workers;

/// <summary>What the group assigns and takes away.</summary>
internal sealed partial class WorkerLoop
{
    private const int PositionAttempts = 10;
    private const int RevokeAttempts = 3;

    private readonly HashSet<LogPartition> _owned = [];

    private async ValueTask OnEventAsync(GroupEvent groupEvent)
    {
        _counters = _counters with { Rebalances = _counters.Rebalances + 1 };
        _observer.Rebalanced(groupEvent);
        if (groupEvent.Kind == GroupEventKind.Assigned)
        {
            await OnAssignedAsync(groupEvent).ConfigureAwait(false);
            return;
        }

        var numbers = groupEvent.Partitions.Select(static p => p.Number).ToHashSet();
        if (groupEvent.Kind == GroupEventKind.Revoked) await SettleBeforeRevokeAsync().ConfigureAwait(false);
        // Those tasks are somebody else's now: what is not committed is theirs to do again.
        _commits.Drop(numbers.Contains);
        foreach (var task in _tasks.Values.Where(t => numbers.Contains(t.Partition)).ToArray())
            await LeaveAsync(task, groupEvent.Kind).ConfigureAwait(false);
        await Consumer.AcknowledgeAsync(groupEvent, []).ConfigureAwait(false);
        foreach (var partition in groupEvent.Partitions) _owned.Remove(partition);
    }

    /// <summary>Names where each partition starts, then begins the tasks that have all their inputs.</summary>
    private async ValueTask OnAssignedAsync(GroupEvent groupEvent)
    {
        var starts = await StartsAsync(groupEvent.Partitions).ConfigureAwait(false);
        await Consumer.AcknowledgeAsync(groupEvent, starts).ConfigureAwait(false);
        foreach (var partition in groupEvent.Partitions) _owned.Add(partition);
        foreach (var number in groupEvent.Partitions.Select(static p => p.Number).Distinct().Order())
        {
            if (!_options.Inputs.All(i => _owned.Contains(new LogPartition(i.Topic, number)))) continue;
            if (_tasks.TryGetValue(number, out var kept) && kept.Life.Phase == TaskPhase.Suspended)
            {
                if (await IsAsLeftAsync(kept, starts).ConfigureAwait(false))
                {
                    await kept.TakeMirrorBackAsync().ConfigureAwait(false);
                    await StartAsync(kept).ConfigureAwait(false);
                    continue;
                }

                await kept.BeginRestoreAsync().ConfigureAwait(false);
                continue;
            }

            var task = new TaskRunner(number, _log, _options, _pipelines, _clock, _observer, _mirrors);
            _tasks[number] = task;
            await task.BeginRestoreAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The committed offsets, or else the first record. Only then may the group go on, so it is asked for soon.
    /// </summary>
    private async ValueTask<IReadOnlyList<LogPosition>> StartsAsync(IReadOnlyList<LogPartition> partitions)
    {
        LogFault? fault = null;
        for (var attempt = 0; attempt < PositionAttempts; attempt++)
        {
            var committed = await _log.Offsets.CommittedAsync(partitions, _options.RequestTimeout)
                .ConfigureAwait(false);
            var starts = await _log.Offsets.StartAsync(partitions, _options.RequestTimeout).ConfigureAwait(false);
            fault = committed.Fault ?? starts.Fault;
            if (fault is null)
                return [.. committed.Value!.Select((p, i) => p.IsKnown ? p : starts.Value![i])];
            _observer.Faulted(fault);
        }

        throw new LogException(fault!);
    }

    /// <summary>
    /// Whether nobody has worked for the task meanwhile: the committed offsets are its own, and so is the journal's
    /// last entry,
    /// for time may have moved on without a record.
    /// </summary>
    private async ValueTask<bool> IsAsLeftAsync(TaskRunner task, IReadOnlyList<LogPosition> starts)
    {
        var committed = starts.Where(p => p.Partition.Number == task.Partition).ToDictionary(static p => p.Partition);
        for (var i = 0; i < task.Inputs.Length; i++)
        {
            // Of an input that was never taken away, the offset is what it was.
            if (committed.TryGetValue(task.Inputs[i], out var start) && start.Offset != task.Committed[i]) return false;
        }

        var journal = new LogPartition(_options.JournalTopic, task.Partition);
        var end = await _log.Offsets.EndAsync([journal], LogEnd.Stable, _options.RequestTimeout).ConfigureAwait(false);
        if (end.Fault is not null) return false;
        try
        {
            await using var reader = await RangeReader.OpenAsync(_log, journal, task.JournalFrom, end.Value![0].Offset)
                .ConfigureAwait(false);
            var last = task.Sequence;
            while (!reader.IsComplete)
            {
                await reader.ReadAsync().ConfigureAwait(false);
                for (var i = 0; i < reader.Batch.Count; i++)
                {
                    var record = reader.Batch.Value(reader.Batch[i]);
                    if (!AcceptedDivergence.Is(record)) last = JournalEntry.Read(record).Sequence;
                }
            }

            return last == task.Sequence;
        }
        catch (Exception exception) when (exception is RestoreRefusedException or RestoreInterruptedException
            or Core.State.StateFormatException)
        {
            return false;
        }
    }

    /// <summary>Commits what is done before the partitions go. Where that fails, the heir does it again.</summary>
    private async ValueTask SettleBeforeRevokeAsync()
    {
        for (var attempt = 0; attempt < RevokeAttempts; attempt++)
        {
            if (_commits.IsEmpty) await SealAllAsync().ConfigureAwait(false);
            if (_commits.IsEmpty) return;
            var result = await _commits.PushAsync(Consumer).ConfigureAwait(false);
            await KeepMirrorsAsync().ConfigureAwait(false);
            if (result == PushResult.Differs) return;
            if (_commits.IsEmpty && !_tasks.Values.Any(static t => t.HasWork)) return;
        }
    }

    private async ValueTask LeaveAsync(TaskRunner task, GroupEventKind kind)
    {
        if (kind == GroupEventKind.Revoked && task.Life.Phase == TaskPhase.Running && !task.HasWork
            && task.Committed.All(static o => o >= 0))
        {
            task.Enter(TaskPhase.Suspended, "revoked");
            task.Live.Reset(Now);
            task.LetMirrorGo();
            return;
        }

        if (task.Life.Phase == TaskPhase.Suspended) return;
        await task.CloseAsync(kind == GroupEventKind.Lost ? "lost" : "revoked").ConfigureAwait(false);
        _tasks.Remove(task.Partition);
    }

    /// <summary>Suspended tasks are kept for a bounded time; parked ones are tried again.</summary>
    private async ValueTask RetireAsync()
    {
        var now = Now;
        foreach (var task in _tasks.Values.ToArray())
        {
            if (task.Life.Phase == TaskPhase.Parked && ((now >= task.RetryAt && task.RetryAt != EventTime.Max)
                || await task.HasNewsAsync(now).ConfigureAwait(false)))
                await task.BeginRestoreAsync().ConfigureAwait(false);
            if (task.Life.Phase != TaskPhase.Suspended || now - task.Since < _options.KeepSuspendedMs) continue;
            await task.CloseAsync("revoked").ConfigureAwait(false);
            _tasks.Remove(task.Partition);
        }
    }

    /// <summary>Asks for the ends of the inputs: to prove silence, and to say how far behind a task is.</summary>
    private async ValueTask AskEndsAsync()
    {
        var now = Now;
        var asked = new List<(TaskRunner Task, int Input, int Question)>();
        var isTime = now - _endsAt >= Limits.EndsEveryMs || now < _endsAt;
        foreach (var task in _tasks.Values)
        {
            if (task.Life.Phase != TaskPhase.Running) continue;
            for (var i = 0; i < task.Inputs.Length; i++)
            {
                var wants = task.Live.Proofs[i].WantsQuestion(now);
                if (wants || isTime) asked.Add((task, i, wants ? task.Live.Proofs[i].Asked(now) : -1));
            }
        }

        if (asked.Count == 0) return;
        if (isTime) _endsAt = now;
        var answer = await _log.Offsets.EndAsync([.. asked.Select(static a => a.Task.Inputs[a.Input])], LogEnd.Written,
            _options.RequestTimeout).ConfigureAwait(false);
        for (var i = 0; i < asked.Count; i++)
        {
            var (task, input, question) = asked[i];
            if (answer.Value is { } ends)
            {
                task.Live.Ends[input] = ends[i].Offset;
                if (question >= 0) task.Live.Proofs[input].Answered(question, ends[i].Offset, now);
            }
            else if (question >= 0)
            {
                task.Live.Proofs[input].Unanswered(question);
            }
        }

        if (answer.Fault is { } fault) _observer.Faulted(fault);
    }
}
