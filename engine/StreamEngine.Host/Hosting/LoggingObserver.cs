using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Metrics;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Hosting;

/// <summary>Logs what happens in any worker; what it means for a worker's own figures is added by its kind.</summary>
/// <param name="logger">Takes the lines.</param>
/// <param name="metrics">Takes the figures.</param>
internal abstract class LoggingObserver(ILogger logger, WorkerMetrics metrics) : IWorkerObserver
{
    /// <summary>Takes the lines.</summary>
    protected ILogger Logger => logger;

    /// <summary>Takes the figures.</summary>
    protected WorkerMetrics Metrics => metrics;

    public virtual void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason)
    {
        if (to == TaskPhase.Parked) logger.TaskParked(partition, reason ?? "");
        else logger.TaskMoved(partition, from.ToString(), to.ToString(), reason is null ? "" : $"({reason})");
    }

    public virtual void Committed(long durationMs, long records) => logger.Committed(records, durationMs);

    public void Aborted(LogFault fault, int attempt)
    {
        logger.Aborted(fault.Kind.ToString(), attempt, fault.Message);
        metrics.Aborts.WithLabels(fault.Kind.ToString().ToLowerInvariant()).Inc();
    }

    public void PolicyAdopted(int partition, PolicyInForce policy) => logger.PolicyAdopted(
        partition, policy.Version,
        policy.From == EventTime.Min ? "the beginning" : EventTime.Format(policy.From));

    public abstract void SnapshotTaken(int partition, SnapshotReport snapshot);

    public abstract void MirrorFailed(int partition, string problem);

    public abstract void Restored(int partition, RestoreReport restore);

    public void Rebalanced(GroupEvent groupEvent) =>
        logger.Rebalanced(groupEvent.Kind.ToString(), string.Join(' ', groupEvent.Partitions));

    public void Faulted(LogFault fault) => logger.Faulted(fault.Kind.ToString(), fault.Message);
}
