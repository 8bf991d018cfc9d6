using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>One partition: records and transaction markers, each at an offset.</summary>
internal sealed class SimulatedPartition
{
    private readonly List<Entry> _entries = [];
    private int _firstUnstable;

    /// <summary>The high watermark.</summary>
    public long End => _entries.Count;

    /// <summary>The last stable offset.</summary>
    public long StableEnd
    {
        get
        {
            while (_firstUnstable < _entries.Count && _entries[_firstUnstable].Transaction is not { IsOpen: true })
                _firstUnstable++;
            return _firstUnstable;
        }
    }

    /// <summary>Appends a record.</summary>
    public void Append(SimulatedTransaction? transaction, long timestamp, byte[]? key, byte[]? value, byte[] headers) =>
        _entries.Add(new Entry(transaction, timestamp, key, value, headers, IsMarker: false));

    /// <summary>Appends the marker that ends a transaction.</summary>
    public void AppendMarker(long timestamp) => _entries.Add(new Entry(null, timestamp, null, null, [],
        IsMarker: true));

    /// <summary>
    /// Removes committed records of which a later one has the key; offsets stay. What is not stable is not touched.
    /// </summary>
    public void Compact()
    {
        var later = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = (int)StableEnd - 1; offset >= 0; offset--)
        {
            var entry = _entries[offset];
            if (entry.Key is null || entry.Transaction is { IsCommitted: false }) continue;
            if (!later.Add(Convert.ToHexString(entry.Key))) _entries[offset] = entry with { IsRemoved = true };
        }
    }

    /// <summary>Delivers committed records from an offset on. Returns the next offset.</summary>
    public long Read(long from, long to, int most, LogBatch into)
    {
        var end = Math.Min(StableEnd, to);
        var offset = from;
        for (; offset < end && into.Count < most; offset++)
        {
            var entry = _entries[(int)offset];
            if (entry.IsMarker || entry.IsRemoved || entry.Transaction is { IsCommitted: false }) continue;
            var nulls = (entry.Key is null ? NullParts.Key : NullParts.None)
                | (entry.Value is null ? NullParts.Value : NullParts.None);
            into.Add(offset, entry.Timestamp, TimestampKind.LogAppendTime, entry.Key, entry.Value, nulls,
                entry.Headers);
        }

        return offset;
    }

    private sealed record Entry(
        SimulatedTransaction? Transaction, long Timestamp, byte[]? Key, byte[]? Value, byte[] Headers, bool IsMarker,
        bool IsRemoved = false);
}

/// <summary>A transaction: its records are visible once it is committed.</summary>
internal sealed class SimulatedTransaction
{
    public bool IsOpen { get; private set; } = true;

    public bool IsCommitted { get; private set; }

    public HashSet<LogPartition> Partitions { get; } = [];

    public List<LogPosition> Offsets { get; } = [];

    public string? Group { get; set; }

    public void Complete(bool isCommitted)
    {
        IsOpen = false;
        IsCommitted = isCommitted;
    }
}
