using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// What this member owns and where it stands there. Used on the consumer's thread only. librdkafka keeps positions too,
/// but they may be unset when partitions are revoked and do not know what was not delivered.
/// </summary>
internal sealed class Assignment : IDelivery
{
    private readonly Dictionary<LogPartition, PartitionCursor> _owned = [];
    private readonly FaultLog _faults;
    private PolledRecords? _into;

    public Assignment(FaultLog faults) => _faults = faults;

    public int Count => _owned.Count;

    public bool Owns(LogPartition partition) => _owned.ContainsKey(partition);

    public PartitionCursor? Find(LogPartition partition) => _owned.GetValueOrDefault(partition);

    /// <summary>The partition is owned from now on and begins paused.</summary>
    public void Add(LogPosition start) =>
        _owned[start.Partition] = new PartitionCursor(start.Partition) { Position = start.Offset, IsPaused = true };

    public void Remove(LogPartition partition) => _owned.Remove(partition);

    public void Clear() => _owned.Clear();

    /// <summary>Delivers what the fetcher has into the set.</summary>
    public void Deliver(IRecordFetcher fetcher, PolledRecords into)
    {
        foreach (var cursor in _owned.Values) cursor.Target = null;
        _into = into;
        fetcher.Deliver(this);
        _into = null;
    }

    PartitionCursor? IDelivery.CursorOf(LogPartition partition)
    {
        if (!_owned.TryGetValue(partition, out var cursor) || cursor.IsPaused) return null;
        cursor.Target ??= _into!.BatchOf(partition);
        return cursor;
    }

    void IDelivery.ReachedEnd(PartitionCursor cursor, long offset) => _into!.ReachedEnd(cursor.Partition, offset);

    void IDelivery.Failed(LogFault fault)
    {
        if (fault is { Kind: LogFaultKind.OffsetOutOfRange, Partition: { } partition } && Find(partition) is { } cursor)
            cursor.Stopped = fault;
        _faults.Add(fault);
    }
}
