using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>
/// A log like Kafka's in memory: partitions with transactions, producers fenced by their ids, groups with generations.
/// All
/// processes of a world share it.
/// </summary>
public sealed class SimulatedCluster
{
    private readonly Dictionary<string, SimulatedPartition[]> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProducerState> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedGroup> _groups = new(StringComparer.Ordinal);

    /// <param name="world">Time and chance.</param>
    /// <param name="transactionTimeoutMs">How long a transaction may stay open.</param>
    public SimulatedCluster(SimulatedWorld world, long transactionTimeoutMs = 15_000) =>
        (World, TransactionTimeoutMs) = (world, transactionTimeoutMs);

    /// <summary>Time and chance.</summary>
    public SimulatedWorld World { get; }

    internal long TransactionTimeoutMs { get; }

    /// <summary>How many transactions were committed, and how many were not.</summary>
    public int CommittedTransactions { get; private set; }
    public int AbortedTransactions { get; private set; }

    /// <summary>Creates a topic.</summary>
    public void CreateTopic(string topic, int partitions) =>
        _topics.Add(topic, [.. Enumerable.Range(0, partitions).Select(static _ => new SimulatedPartition())]);

    /// <summary>How many partitions a topic has; 0 where it does not exist.</summary>
    public int PartitionsOf(string topic) => _topics.TryGetValue(topic, out var partitions) ? partitions.Length : 0;

    /// <summary>Writes a record without a transaction, as a shop's producer would.</summary>
    public void Write(LogPartition partition, byte[]? key, byte[]? value, byte[]? headers = null) =>
        Find(partition).Append(null, World.Now, key, value, headers ?? []);

    /// <summary>Removes the records of a compacted topic that later ones have taken the place of.</summary>
    public void Compact(string topic)
    {
        foreach (var partition in _topics[topic]) partition.Compact();
    }

    /// <summary>Every committed record of a partition.</summary>
    public LogBatch ReadAll(LogPartition partition)
    {
        var batch = new LogBatch { Partition = partition };
        Find(partition).Read(0, long.MaxValue, int.MaxValue, batch);
        return batch;
    }

    /// <summary>Sets a committed offset of a group, as an operator does by hand.</summary>
    public void SetCommitted(string group, LogPosition position) => Group(group).SetCommitted(position);

    /// <summary>The group's committed offset; -1 where there is none.</summary>
    public long CommittedOf(string group, LogPartition partition) => Group(group).CommittedOf(partition);

    /// <summary>The group puts the instance's members out, as after a session that timed out.</summary>
    public void Expel(string group, string instance) => Group(group).Expel(instance);

    internal SimulatedPartition Find(LogPartition partition) => _topics[partition.Topic][partition.Number];

    internal SimulatedGroup Group(string id)
    {
        if (!_groups.TryGetValue(id, out var group)) _groups.Add(id, group = new SimulatedGroup(this));
        return group;
    }

    /// <summary>A new epoch of a transactional id; what the one before left open is aborted.</summary>
    internal int NewEpoch(string transactionalId)
    {
        var state = StateOf(transactionalId);
        if (state.Open is { } open) End(open, isCommitted: false);
        state.Open = null;
        return ++state.Epoch;
    }

    internal bool IsCurrent(string transactionalId, int epoch) => StateOf(transactionalId).Epoch == epoch;

    internal void SetOpen(string transactionalId, SimulatedTransaction? transaction)
    {
        var state = StateOf(transactionalId);
        state.Open = transaction;
        if (transaction is not null) _ = WatchAsync(transactionalId, transaction);
    }

    internal void End(SimulatedTransaction transaction, bool isCommitted)
    {
        if (isCommitted) CommittedTransactions++;
        else AbortedTransactions++;
        transaction.Complete(isCommitted);
        foreach (var partition in transaction.Partitions.Order()) Find(partition).AppendMarker(World.Now);
        if (transaction.Group is not { } group) return;
        Group(group).EndOffsets(transaction, isCommitted);
    }

    /// <summary>The broker gives a transaction up that stays open for too long, and fences its producer.</summary>
    private async Task WatchAsync(string transactionalId, SimulatedTransaction transaction)
    {
        await World.WaitAsync(TransactionTimeoutMs).ConfigureAwait(false);
        if (!transaction.IsOpen) return;
        NewEpoch(transactionalId);
    }

    private ProducerState StateOf(string id)
    {
        if (!_producers.TryGetValue(id, out var state)) _producers.Add(id, state = new ProducerState());
        return state;
    }

    private sealed class ProducerState
    {
        public int Epoch { get; set; }

        public SimulatedTransaction? Open { get; set; }
    }
}
