using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Workers;

/// <summary>
/// Told of what happens, for logs and histograms. Called from the worker's own flow of control: return soon, never
/// throw.
/// </summary>
public interface IWorkerObserver
{
    /// <summary>A task went from one phase to another.</summary>
    void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason);

    /// <summary>A transaction was committed.</summary>
    /// <param name="durationMs">From its beginning to the acknowledgement.</param>
    /// <param name="records">Input records in it.</param>
    void Committed(long durationMs, long records);

    /// <summary>A transaction was aborted, or its outcome is unknown.</summary>
    void Aborted(LogFault fault, int attempt);

    /// <summary>A snapshot was committed.</summary>
    void SnapshotTaken(int partition, SnapshotReport snapshot);

    /// <summary>A restore has ended.</summary>
    void Restored(int partition, RestoreReport restore);

    /// <summary>A task has taken another policy in; it is journaled with the next commit.</summary>
    void PolicyAdopted(int partition, PolicyInForce policy);

    /// <summary>The local mirror of a task is of no use, or is kept up no longer. The task goes on without.</summary>
    void MirrorFailed(int partition, string problem);

    /// <summary>The group changed what the worker owns.</summary>
    void Rebalanced(GroupEvent groupEvent);

    /// <summary>A fault that the worker goes on from.</summary>
    void Faulted(LogFault fault);
}

/// <summary>An observer that looks away.</summary>
public sealed class NoObserver : IWorkerObserver
{
    /// <summary>The one there is.</summary>
    public static readonly NoObserver Instance = new();

    /// <inheritdoc/>
    public void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason) { }

    /// <inheritdoc/>
    public void Committed(long durationMs, long records) { }

    /// <inheritdoc/>
    public void Aborted(LogFault fault, int attempt) { }

    /// <inheritdoc/>
    public void SnapshotTaken(int partition, SnapshotReport snapshot) { }

    /// <inheritdoc/>
    public void Restored(int partition, RestoreReport restore) { }

    /// <inheritdoc/>
    public void PolicyAdopted(int partition, PolicyInForce policy) { }

    /// <inheritdoc/>
    public void MirrorFailed(int partition, string problem) { }

    /// <inheritdoc/>
    public void Rebalanced(GroupEvent groupEvent) { }

    /// <inheritdoc/>
    public void Faulted(LogFault fault) { }
}
