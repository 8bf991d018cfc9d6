using System.Globalization;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Metrics;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Host.Hosting;

/// <summary>Logs what happens in a worker, and counts what its status does not tell.</summary>
/// <param name="logger">Takes the lines.</param>
/// <param name="metrics">Takes the figures.</param>
/// <param name="tallies">What the tasks have published, by partition.</param>
internal sealed class HostObserver(ILogger logger, WorkerMetrics metrics, TaskTallies tallies)
    : LoggingObserver(logger, metrics)
{
    public override void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason)
    {
        base.TaskMoved(partition, from, to, reason);
        // What was published while restoring was published before; what a task leaves behind comes again elsewhere.
        if (from == TaskPhase.Restoring || to == TaskPhase.Restoring) tallies.Forget(partition);
        if (to == TaskPhase.Closed) tallies.End(partition);
    }

    public override void Committed(long durationMs, long records)
    {
        base.Committed(durationMs, records);
        Metrics.CommitSeconds.Observe(durationMs / 1000.0);
        tallies.Commit();
    }

    public override void SnapshotTaken(int partition, SnapshotReport snapshot)
    {
        Logger.SnapshotTaken(partition, snapshot.Sequence, snapshot.Records, snapshot.Bytes, snapshot.DurationMs);
        Metrics.SnapshotSeconds.Set(snapshot.DurationMs / 1000.0);
    }

    public override void Restored(int partition, RestoreReport restore)
    {
        Logger.Restored(partition, restore.StateRecords,
            restore.FromMirror ? "the mirror" : "the changelog", restore.ReplayedRecords, string.Join(", ",
            restore.PhaseMs.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value} ms"))));
        if (restore.Accepted is { } accepted) Logger.DivergenceAccepted(partition, accepted.Describe());
        foreach (var (phase, ms) in restore.PhaseMs) Metrics.RestoreSeconds.WithLabels(phase).Set(ms / 1000.0);
    }

    public override void MirrorFailed(int partition, string problem) => Logger.MirrorFailed(partition, problem);
}
