using System.Collections.Immutable;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Metrics;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// Logs what happens in the stage that merges figures, and shows the figures at hand once they are committed. Used by
/// the worker's own flow of control, but for what says otherwise.
/// </summary>
/// <param name="logger">Takes the lines.</param>
/// <param name="metrics">Takes the figures.</param>
internal sealed class MergeObserver(ILogger logger, WorkerMetrics metrics) : LoggingObserver(logger, metrics)
{
    private readonly SortedDictionary<int, KpiMergeTask> _tasks = [];
    private readonly HashSet<int> _suspended = [];
    private readonly KpiGauges _gauges = new(metrics);
    private IReadOnlyList<CurrentFigure> _current = [];
    private ImmutableSortedDictionary<int, long> _mergedUpTo = ImmutableSortedDictionary<int, long>.Empty;

    /// <summary>By task: how far it is; from any thread.</summary>
    public IReadOnlyDictionary<int, long> MergedUpTo => Volatile.Read(ref _mergedUpTo);

    /// <summary>A worker begins: it has no tasks yet.</summary>
    public void Begin()
    {
        _tasks.Clear();
        _suspended.Clear();
        Show();
    }

    /// <summary>A task begins.</summary>
    public KpiMergeTask Begin(int partition, KpiMergeTask task) => _tasks[partition] = task;

    /// <summary>Brings the gauges up to date; from any one thread at a time.</summary>
    public void TakeFigures() => _gauges.Take(Volatile.Read(ref _current));

    public override void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason)
    {
        base.TaskMoved(partition, from, to, reason);
        // What another process shows from now on would stand still here.
        if (to is TaskPhase.Closed or TaskPhase.Parked) _tasks.Remove(partition);
        if (to == TaskPhase.Suspended) _suspended.Add(partition);
        else _suspended.Remove(partition);
        if (to != TaskPhase.Restoring) Show();
    }

    public override void Committed(long durationMs, long records)
    {
        base.Committed(durationMs, records);
        Show();
    }

    /// <summary>Every commit holds one: it says nothing new.</summary>
    public override void SnapshotTaken(int partition, SnapshotReport snapshot)
    {
    }

    /// <summary>The stage keeps no mirror: its state is small.</summary>
    public override void MirrorFailed(int partition, string problem)
    {
    }

    public override void Restored(int partition, RestoreReport restore) =>
        Logger.Restored(partition, restore.StateRecords, "the changelog", restore.ReplayedRecords, "");

    private void Show()
    {
        var here = _tasks.Where(task => !_suspended.Contains(task.Key)).ToList();
        Volatile.Write(ref _current, [.. here.SelectMany(task => task.Value.Current())]);
        Volatile.Write(ref _mergedUpTo, here.ToImmutableSortedDictionary(t => t.Key, t => t.Value.Watermark));
    }
}
