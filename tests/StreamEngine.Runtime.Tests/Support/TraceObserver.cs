using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>Writes down what happens to a worker, for a failure's message.</summary>
internal sealed class TraceObserver(string name, Func<long> now, List<string> trace) : IWorkerObserver
{
    public void TaskMoved(int partition, TaskPhase from, TaskPhase to, string? reason) =>
        Note($"task {partition}: {from} -> {to} {reason}");

    public void Committed(long durationMs, long records) { }

    public void Aborted(LogFault fault, int attempt) => Note($"abort {attempt}: {fault.Kind} {fault.Message}");

    public void SnapshotTaken(int partition, SnapshotReport snapshot) => Note($"task {partition}: {snapshot}");

    public void Restored(int partition, RestoreReport restore) =>
        Note($"task {partition}: restored, {restore.StateRecords} of state, {restore.ReplayedRecords} replayed, "
            + (restore.FromMirror ? "from the mirror" : "from the changelog")
            + (restore.Accepted is { } accepted ? $", accepted: {accepted.Describe()}" : ""));

    public void PolicyAdopted(int partition, PolicyInForce policy) => Note($"task {partition}: {policy}");

    public void MirrorFailed(int partition, string problem) => Note($"task {partition}: mirror: {problem}");

    public void Rebalanced(GroupEvent groupEvent) =>
        Note($"{groupEvent.Kind} {string.Join(",", groupEvent.Partitions)}");

    public void Faulted(LogFault fault) => Note($"fault: {fault.Kind} {fault.Message}");

    private void Note(string what) => trace.Add($"{now() % 10_000_000} {name} {what}");
}
