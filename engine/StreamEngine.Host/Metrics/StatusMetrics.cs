using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Host.Metrics;

/// <summary>
/// Turns what workers report about themselves into metrics. The books of a task go with it from owner to owner, so that
/// what is counted here is how they grew while this process had it. Thread-safe.
/// </summary>
/// <param name="metrics">Where it is counted.</param>
/// <param name="clock">The wall clock, for ages and lags.</param>
/// <param name="isOfMerge">
/// True for the stage that merges figures: of it the books, the lag and the tasks are shown. It has no event time of
/// its own, and its transactions would blur those of the shop's tasks.
/// </param>
public sealed class StatusMetrics(WorkerMetrics metrics, TimeProvider clock, bool isOfMerge = false)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Partition, string Topic), InputReport> _counted = [];
    private readonly Dictionary<int, WorkerCounters> _workers = [];

    /// <summary>Takes in the reports of all workers of the process.</summary>
    public void Take(IReadOnlyList<WorkerStatus> workers)
    {
        lock (_lock)
        {
            if (!isOfMerge)
                foreach (var worker in workers) TakeCounters(worker);
            // A task that moved between two workers of this process is reported by both for a while.
            var tasks = workers.SelectMany(worker => worker.Tasks).GroupBy(task => task.Partition)
                .Select(reports => reports.MinBy(task => task.Phase == TaskPhase.Suspended ? 1 : 0)!).ToList();
            Forget(tasks);
            foreach (var task in tasks) TakeTask(task);
            TakeTotals(tasks);
        }
    }

    private void TakeCounters(WorkerStatus worker)
    {
        var (now, before) = (worker.Counters, _workers.GetValueOrDefault(worker.Slot) ?? new WorkerCounters());
        // A worker that was started again counts from 0.
        if (now.Commits < before.Commits || now.InputBytes < before.InputBytes) before = new WorkerCounters();
        metrics.ChangelogBytes.Inc(Grown(now.ChangelogBytes, before.ChangelogBytes));
        metrics.JournalBytes.Inc(Grown(now.JournalBytes, before.JournalBytes));
        metrics.DigestMismatches.Inc(Grown(now.DigestMismatches, before.DigestMismatches));
        metrics.Rebalances.Inc(Grown(now.Rebalances, before.Rebalances));
        metrics.Commits.WithLabels("committed").Inc(Grown(now.Commits, before.Commits));
        metrics.Commits.WithLabels("aborted").Inc(Grown(now.Aborts, before.Aborts));
        _workers[worker.Slot] = now;
    }

    // Gauges of partitions that went elsewhere would stand still at what they were.
    private void Forget(List<TaskReport> tasks)
    {
        var here = tasks.SelectMany(task => task.Inputs.Select(input => (task.Partition, input.Topic))).ToHashSet();
        foreach (var gone in _counted.Keys.Where(id => !here.Contains(id)).ToList())
        {
            _counted.Remove(gone);
            var (partition, topic) = (Text(gone.Partition), gone.Topic);
            metrics.LedgerImbalance.RemoveLabelled(topic, partition);
            metrics.ConsumerLag.RemoveLabelled(topic, partition);
            if (isOfMerge) continue;
            metrics.InputIdle.RemoveLabelled(topic, partition);
            metrics.WatermarkHeldBackBy.RemoveLabelled(partition, topic);
            metrics.WatermarkLag.RemoveLabelled(partition);
        }
    }

    private void TakeTask(TaskReport task)
    {
        var partition = Text(task.Partition);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!isOfMerge && task.Watermark is not (EventTime.Min or EventTime.Max))
            metrics.WatermarkLag.WithLabels(partition).Set((now - task.Watermark) / 1000.0);
        foreach (var input in task.Inputs)
        {
            if (!isOfMerge) TakeTime(task, input);
            // What lies beyond the position of an idle input are markers of transactions.
            if (input.End >= 0)
                metrics.ConsumerLag.WithLabels(input.Topic, partition)
                    .Set(input.IsIdle ? 0 : Math.Max(0, input.End - input.Position));
            // Less than none waiting: a record ended twice.
            metrics.LedgerImbalance.WithLabels(input.Topic, partition).Set(Math.Min(0, input.Ledger.Waiting));
            if (task.Phase is TaskPhase.Running or TaskPhase.Suspended) Count(task, input);
        }
    }

    private void TakeTime(TaskReport task, InputReport input)
    {
        var partition = Text(task.Partition);
        metrics.WatermarkHeldBackBy.WithLabels(partition, input.Topic).Set(input.Topic == task.HeldBackBy ? 1 : 0);
        metrics.InputIdle.WithLabels(input.Topic, partition).Set(input.IsIdle ? 1 : 0);
    }

    private void Count(TaskReport task, InputReport input)
    {
        var id = (task.Partition, input.Topic);
        if (!_counted.TryGetValue(id, out var before)) before = Baseline(task, input);
        var (now, was, topic) = (input.Ledger, before.Ledger, input.Topic);
        metrics.RecordsRead.WithLabels(topic).Inc(Grown(now.Read, was.Read));
        metrics.RecordsProcessed.WithLabels(topic).Inc(Grown(now.Processed, was.Processed));
        metrics.RecordsDuplicate.WithLabels(topic).Inc(Grown(now.Duplicate, was.Duplicate));
        metrics.RecordsLate.WithLabels(topic).Inc(Grown(now.Late, was.Late));
        metrics.InputBytes.WithLabels(topic).Inc(Grown(input.Bytes, before.Bytes));
        foreach (var ((kind, reason), count) in now.Reasons)
        {
            var counter = kind switch
            {
                FateKind.Filtered => metrics.RecordsFiltered,
                FateKind.DeadLettered => metrics.RecordsDeadLettered,
                _ => null,
            };
            counter?.WithLabels(topic, reason).Inc(Grown(count, was.Reasons.GetValueOrDefault((kind, reason))));
        }

        _counted[id] = input;
    }

    // A task that began here had counted nothing; one that was restored had been counted by whoever had it before.
    private static InputReport Baseline(TaskReport task, InputReport input) =>
        task.Restore is { } restore && (restore.StateRecords > 0 || restore.ReplayedRecords > 0)
            ? input : input with { Ledger = new LedgerReport(), Bytes = 0 };

    private void TakeTotals(List<TaskReport> tasks)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var phase in Enum.GetValues<TaskPhase>())
            (isOfMerge ? metrics.KpiTasks : metrics.Tasks).WithLabels(Name(phase))
                .Set(tasks.Count(task => task.Phase == phase));
        if (isOfMerge) return;
        var states = tasks.Where(task => task.State is not null).Select(task => task.State!.Value).ToList();
        metrics.StateCustomers.WithLabels("memory").Set(states.Sum(state => (double)state.ResidentKeys));
        metrics.StateCustomers.WithLabels("store").Set(states.Sum(state => (double)state.StoredKeys));
        metrics.StateBytes.WithLabels("memory").Set(states.Sum(state => (double)state.ResidentBytes));
        metrics.StateBytes.WithLabels("store").Set(states.Sum(state => (double)state.StoreMemoryBytes));
        metrics.StateBytes.WithLabels("disk").Set(states.Sum(state => (double)state.StoreDiskBytes));
        var snapshots = tasks.Where(task => task.Snapshot is not null).Select(task => task.Snapshot!.At).ToList();
        if (snapshots.Count > 0) metrics.SnapshotAge.Set((now - snapshots.Min()) / 1000.0);
        metrics.RestoreRemaining.Set(tasks.Where(task => task.Phase == TaskPhase.Restoring)
            .Sum(task => (double)Math.Max(0, task.Restore?.RemainingRecords ?? 0)));
    }

    private static double Grown(long now, long before) => Math.Max(0, now - before);

    private static string Name(TaskPhase phase) => phase.ToString().ToLowerInvariant();

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
