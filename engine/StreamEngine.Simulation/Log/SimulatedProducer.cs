using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>A transactional producer of the simulated log.</summary>
internal sealed class SimulatedProducer(SimulatedLogClient client, string transactionalId) : ITransactionalProducer
{
    private int _epoch = -1;
    private SimulatedTransaction? _open;

    public string TransactionalId => transactionalId;

    public async ValueTask<LogResult> InitAsync(TimeSpan timeout)
    {
        if (await client.FailsAsync(LogPoint.Init).ConfigureAwait(false)) return Failed(LogOutcome.Retriable);
        _epoch = client.Cluster.NewEpoch(transactionalId);
        return LogResult.Done;
    }

    public async ValueTask<LogResult> BeginAsync()
    {
        if (await client.FailsAsync(LogPoint.Begin).ConfigureAwait(false)) return Failed(LogOutcome.Fatal);
        if (!IsCurrent) return Fenced;
        _open = new SimulatedTransaction();
        client.Cluster.SetOpen(transactionalId, _open);
        return LogResult.Done;
    }

    public async ValueTask<LogResult> AppendAsync(AppendBatch batch, TimeSpan timeout)
    {
        if (await client.FailsAsync(LogPoint.Append).ConfigureAwait(false)) return Failed(LogOutcome.Abortable);
        if (!IsCurrent) return Fenced;
        for (var i = 0; i < batch.Count; i++) Append(batch, batch[i]);
        return LogResult.Done;
    }

    public async ValueTask<LogResult> SendOffsetsAsync(
        IReadOnlyList<LogPosition> next, GroupMembership membership, TimeSpan timeout)
    {
        if (await client.FailsAsync(LogPoint.SendOffsets).ConfigureAwait(false)) return Failed(LogOutcome.Abortable);
        if (!IsCurrent) return Fenced;
        var captured = (SimulatedConsumer.Membership)membership;
        var group = client.Cluster.Group(client.GroupId);
        if (!group.IsCurrent(captured.Member, captured.Epoch))
            return new LogResult(LogOutcome.Abortable, new LogFault(LogFaultKind.StaleMembership, 0, "stale "
                + "generation"));
        _open!.Group = client.GroupId;
        group.AddOffsets(_open, next);
        return LogResult.Done;
    }

    public async ValueTask<LogResult> CommitAsync(TimeSpan timeout)
    {
        var trouble = await client.BeforeAsync(LogPoint.Commit).ConfigureAwait(false);
        if (trouble == LogTrouble.Fail) return Failed(LogOutcome.Unknown);
        if (!IsCurrent) return Fenced;
        End(isCommitted: true);
        client.After(trouble);
        return trouble == LogTrouble.LoseAnswer ? Failed(LogOutcome.Unknown) : LogResult.Done;
    }

    public async ValueTask<LogResult> AbortAsync(TimeSpan timeout)
    {
        if (await client.FailsAsync(LogPoint.Abort).ConfigureAwait(false)) return Failed(LogOutcome.Unknown);
        if (!IsCurrent) return Fenced;
        End(isCommitted: false);
        return LogResult.Done;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static LogResult Fenced =>
        new(LogOutcome.Fenced, new LogFault(LogFaultKind.ProducerFenced, 0, "fenced") { IsFatal = true });

    private bool IsCurrent => client.Cluster.IsCurrent(transactionalId, _epoch);

    private static LogResult Failed(LogOutcome outcome) => new(outcome, SimulatedLogClient.Away);

    private void End(bool isCommitted)
    {
        if (_open is null) return;
        client.Cluster.SetOpen(transactionalId, null);
        client.Cluster.End(_open, isCommitted);
        _open = null;
    }

    private void Append(AppendBatch batch, in AppendRecord record)
    {
        var topic = batch.Topics[record.Topic];
        var partitions = client.Cluster.PartitionsOf(topic);
        var number = record.Partition;
        if (number < 0)
            number = Math.Max(0, Partitioner.Of(PartitionerKind.Murmur2, batch.Key(record), record.KeyLength < 0,
                partitions));
        var partition = new LogPartition(topic, number);
        _open!.Partitions.Add(partition);
        client.Cluster.Find(partition).Append(_open, client.World.Now,
            record.KeyLength < 0 ? null : batch.Key(record).ToArray(),
            record.ValueLength < 0 ? null : batch.Value(record).ToArray(), batch.Headers(record).Block.ToArray());
    }
}
