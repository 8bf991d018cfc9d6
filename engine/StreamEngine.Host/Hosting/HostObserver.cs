using System.Globalization;
using StreamEngine.Core.Log;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Metrics;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Hosting;

/// <summary>Logs what happens in a worker, and counts what its status does not tell.</summary>
/// <param name="logger">Takes the lines.</param>
/// <param name="metrics">Takes the figures.</param>
/// <param name="tallies">What the tasks have published, by partition.</param>
internal sealed class HostObserver(ILogger logger, WorkerMetrics metrics, TaskTallies tallies) : IWorkerObserver
{
    public void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason)
    {
        if (to == TaskPhase.Parked) logger.TaskParked(partition, reason ?? "");
        else logger.TaskMoved(partition, from.ToString(), to.ToString(), reason is null ? "" : $"({reason})");
        // What was published while restoring was published before; what a task leaves behind comes again elsewhere.
        if (from == TaskPhase.Restoring || to == TaskPhase.Restoring) tallies.Forget(partition);
        if (to == TaskPhase.Closed) tallies.End(partition);
    }

    public void Committed(long durationMs, long records)
    {
        logger.Committed(records, durationMs);
        metrics.CommitSeconds.Observe(durationMs / 1000.0);
        tallies.Commit();
    }

    public void Aborted(LogFault fault, int attempt)
    {
        logger.Aborted(fault.Kind.ToString(), attempt, fault.Message);
        metrics.Aborts.WithLabels(fault.Kind.ToString().ToLowerInvariant()).Inc();
    }

    public void SnapshotTaken(int partition, SnapshotReport snapshot)
    {
        logger.SnapshotTaken(partition, snapshot.Sequence, snapshot.Records, snapshot.Bytes, snapshot.DurationMs);
        metrics.SnapshotSeconds.Set(snapshot.DurationMs / 1000.0);
    }

    public void Restored(int partition, RestoreReport restore)
    {
        logger.Restored(partition, restore.StateRecords,
            restore.FromMirror ? "the mirror" : "the changelog", restore.ReplayedRecords, string.Join(", ",
            restore.PhaseMs.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value} ms"))));
        foreach (var (phase, ms) in restore.PhaseMs) metrics.RestoreSeconds.WithLabels(phase).Set(ms / 1000.0);
    }

    public void MirrorFailed(int partition, string problem) => logger.MirrorFailed(partition, problem);

    public void Rebalanced(GroupEvent groupEvent) =>
        logger.Rebalanced(groupEvent.Kind.ToString(), string.Join(' ', groupEvent.Partitions));

    public void Faulted(LogFault fault) => logger.Faulted(fault.Kind.ToString(), fault.Message);
}
