using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Where reading of one partition stands. The one place that decides whether a record is delivered: librdkafka may
/// still hand over what it had fetched before a pause, a seek or a change of owner.
/// </summary>
internal sealed class PartitionCursor(LogPartition partition)
{
    public LogPartition Partition { get; } = partition;

    /// <summary>The next offset to deliver: everything before it was delivered, or is none of ours.</summary>
    public long Position { get; set; }

    /// <summary>The offset before which delivery ends.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Nothing is delivered while it is set.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Why reading stands still for good; null while it goes on.</summary>
    public LogFault? Stopped { get; set; }

    /// <summary>The batch that takes the records of the delivery at hand.</summary>
    public LogBatch? Target { get; set; }

    /// <summary>Whether the record at that offset is to be delivered, which is then expected to happen.</summary>
    public bool Accept(long offset)
    {
        if (IsPaused || offset < Position) return false;
        if (offset >= Limit)
        {
            Position = Limit;
            return false;
        }
        Position = offset + 1;
        return true;
    }

    /// <summary>Notes the partition's end; false where it does not count.</summary>
    public bool AcceptEnd(long offset)
    {
        if (IsPaused || offset < Position) return false;
        Position = Math.Min(offset, Limit);
        return true;
    }
}

/// <summary>Takes what a fetch brought.</summary>
internal interface IDelivery
{
    /// <summary>
    /// The cursor of that partition with its target set, or null where nothing of it is to be delivered.
    /// </summary>
    PartitionCursor? CursorOf(LogPartition partition);

    /// <summary>A partition was read to that offset, its end.</summary>
    void ReachedEnd(PartitionCursor cursor, long offset);

    /// <summary>A fault came in the place of a record.</summary>
    void Failed(LogFault fault);
}
