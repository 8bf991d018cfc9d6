using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>Reads ranges of the simulated log.</summary>
internal sealed class SimulatedReader(SimulatedLogClient client) : ILogReader
{
    private LogPartition _partition;
    private long _next;
    private long _to;

    public async ValueTask OpenAsync(LogPartition partition, long from, long to)
    {
        await client.EnterAsync(LogPoint.Open).ConfigureAwait(false);
        (_partition, _next, _to) = (partition, from, to);
    }

    public async ValueTask<ReadResult> ReadAsync(LogBatch into, int maxRecords, TimeSpan wait)
    {
        into.Clear();
        into.Partition = _partition;
        if (await client.FailsAsync(LogPoint.Read).ConfigureAwait(false))
            return new ReadResult { Next = _next, IsComplete = _next >= _to, Fault = SimulatedLogClient.Away };
        var most = 1 + client.World.Chance.Below(Math.Min(maxRecords, 200));
        _next = client.Cluster.Find(_partition).Read(_next, _to, most, into);
        return new ReadResult { Next = _next, IsComplete = _next >= _to };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
