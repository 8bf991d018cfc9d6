namespace StreamEngine.Core.Log;

/// <summary>
/// One partition of one topic. Ordered by number, then by topic, so that a task's partitions stand together.
/// </summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Number">The partition's number, from 0.</param>
public readonly record struct LogPartition(string Topic, int Number) : IComparable<LogPartition>
{
    /// <inheritdoc/>
    public int CompareTo(LogPartition other)
    {
        var byNumber = Number.CompareTo(other.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(Topic, other.Topic);
    }

    /// <summary>The partition as people write it: <c>orders[3]</c>.</summary>
    public override string ToString() => string.Create(null, $"{Topic}[{Number}]");
}

/// <summary>A place in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset of the next record to read, from 0, or <see cref="None"/>.</param>
public readonly record struct LogPosition(LogPartition Partition, long Offset)
{
    /// <summary>The offset where none is known: nothing was ever committed, or no record is that late.</summary>
    public const long None = -1;

    /// <summary>Whether there is an offset.</summary>
    public bool IsKnown => Offset >= 0;

    /// <summary>The position as people write it: <c>orders[3]@17</c>.</summary>
    public override string ToString() => string.Create(null, $"{Partition}@{Offset}");
}

/// <summary>Which end of a partition is meant.</summary>
public enum LogEnd : byte
{
    /// <summary>
    /// The last stable offset: everything before it is committed or aborted. It follows an acknowledged commit with a
    /// delay, one partition after the other, because the commit's markers are written after the acknowledgement.
    /// </summary>
    Stable,

    /// <summary>The high watermark: open transactions included.</summary>
    Written,
}
