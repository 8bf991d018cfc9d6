namespace StreamEngine.Core.Log;

/// <summary>
/// What a poll brought: one batch a partition, and the ends that were reached. Owned by the caller and reused; a batch
/// can be taken out of it and given back later, so that a queue of batches needs no copy.
/// </summary>
public sealed class PolledRecords
{
    private readonly List<LogBatch> _batches = [];
    private readonly List<LogPosition> _ends = [];
    private readonly Stack<LogBatch> _spare = [];
    private bool _sorted = true;

    /// <summary>
    /// The batches that hold records, by partition number, then by topic: those of a task stand together.
    /// </summary>
    public IReadOnlyList<LogBatch> Batches
    {
        get
        {
            if (!_sorted) _batches.Sort(static (a, b) => a.Partition.CompareTo(b.Partition));
            _sorted = true;
            return _batches;
        }
    }

    /// <summary>
    /// Partitions that were read to their last stable offset at some moment of the poll, each with that offset. It lies
    /// past transaction markers and aborted records that the batches do not show, so it may be above the last record's
    /// offset + 1.
    /// </summary>
    public IReadOnlyList<LogPosition> Ends => _ends;

    /// <summary>How many records all batches hold.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var batch in _batches) count += batch.Count;
            return count;
        }
    }

    /// <summary>How many bytes all batches hold.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var batch in _batches) bytes += batch.Bytes;
            return bytes;
        }
    }

    /// <summary>The batch of that partition, made when it is not there yet. For the side that fills.</summary>
    public LogBatch BatchOf(LogPartition partition)
    {
        foreach (var present in _batches)
            if (present.Partition == partition) return present;
        var batch = _spare.TryPop(out var spare) ? spare : new LogBatch();
        batch.Partition = partition;
        _batches.Add(batch);
        _sorted = false;
        return batch;
    }

    /// <summary>Notes that the partition was read to that offset, its end. For the side that fills.</summary>
    public void ReachedEnd(LogPartition partition, long offset) => _ends.Add(new LogPosition(partition, offset));

    /// <summary>Takes a batch out: it is the caller's until <see cref="Return"/>.</summary>
    public void Take(LogBatch batch)
    {
        if (!_batches.Remove(batch)) throw new ArgumentException("The batch is not of this set.", nameof(batch));
    }

    /// <summary>Gives an emptied or read batch back for reuse.</summary>
    public void Return(LogBatch batch)
    {
        batch.Clear();
        if (_spare.Count < LogLimits.PooledBatches) _spare.Push(batch);
    }

    /// <summary>Empties the set and keeps the memory of the batches still in it.</summary>
    public void Clear()
    {
        foreach (var batch in _batches) Return(batch);
        _batches.Clear();
        _ends.Clear();
        _sorted = true;
    }
}
