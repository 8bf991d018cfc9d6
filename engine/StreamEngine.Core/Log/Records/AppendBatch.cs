namespace StreamEngine.Core.Log;

/// <summary>
/// Records to be appended, over memory that the batch owns. Appending copies out of it, so that the batch can be sent
/// again, byte for byte, until its transaction is known to be committed.
/// </summary>
public sealed class AppendBatch
{
    /// <summary>
    /// The partition of a record whose key decides: the producer hashes it by the configured partitioner.
    /// </summary>
    public const int ByKey = -1;

    /// <summary>The timestamp of a record that carries the moment of its sending.</summary>
    public const long Now = 0;

    private readonly List<string> _topics = [];
    private byte[] _bytes;
    private AppendRecord[] _records;
    private int _used;

    /// <summary>Creates a batch with room for that many records and bytes; both grow when needed.</summary>
    public AppendBatch(int records = 256, int bytes = 32 * 1024)
    {
        _records = new AppendRecord[records];
        _bytes = new byte[bytes];
    }

    /// <summary>How many records the batch holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of keys, values and headers the batch holds.</summary>
    public int Bytes => _used;

    /// <summary>The topics that the records name, by <see cref="AppendRecord.Topic"/>.</summary>
    public IReadOnlyList<string> Topics => _topics;

    /// <summary>The record at that index.</summary>
    public ref readonly AppendRecord this[int index] => ref _records.AsSpan(0, Count)[index];

    /// <summary>The record's key; empty where it has none.</summary>
    public ReadOnlySpan<byte> Key(in AppendRecord record) =>
        _bytes.AsSpan(record.Start, Math.Max(record.KeyLength, 0));

    /// <summary>The record's value; empty where it has none.</summary>
    public ReadOnlySpan<byte> Value(in AppendRecord record) =>
        _bytes.AsSpan(record.Start + Math.Max(record.KeyLength, 0), Math.Max(record.ValueLength, 0));

    /// <summary>The record's headers.</summary>
    public LogHeaders Headers(in AppendRecord record) => new(_bytes.AsSpan(
        record.Start + Math.Max(record.KeyLength, 0) + Math.Max(record.ValueLength, 0), record.HeadersLength));

    /// <summary>Copies a record into the batch.</summary>
    /// <param name="partition">Where it goes; number <see cref="ByKey"/> where the key decides.</param>
    /// <param name="timestamp">Milliseconds since the epoch, or <see cref="Now"/>.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="nulls">Which of the two are null rather than empty.</param>
    /// <param name="headers">Its header block.</param>
    public void Add(LogPartition partition, long timestamp, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value,
        NullParts nulls = NullParts.None, ReadOnlySpan<byte> headers = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timestamp);
        ArgumentOutOfRangeException.ThrowIfLessThan(partition.Number, ByKey);
        if (Count == _records.Length) Array.Resize(ref _records, Count * 2);
        var need = checked(_used + key.Length + value.Length + headers.Length);
        if (need > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(need, _bytes.Length * 2L)));
        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        headers.CopyTo(_bytes.AsSpan(_used + key.Length + value.Length));
        _records[Count++] = new AppendRecord
        {
            Topic = TopicIndex(partition.Topic),
            Partition = partition.Number,
            Timestamp = timestamp,
            Start = _used,
            KeyLength = (nulls & NullParts.Key) != NullParts.None ? -1 : key.Length,
            ValueLength = (nulls & NullParts.Value) != NullParts.None ? -1 : value.Length,
            HeadersLength = headers.Length,
        };
        _used = need;
    }

    /// <summary>Empties the batch and keeps its memory for reuse.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
        _topics.Clear();
    }

    private int TopicIndex(string topic)
    {
        for (var index = 0; index < _topics.Count; index++)
            if (ReferenceEquals(_topics[index], topic)
                || string.Equals(_topics[index], topic, StringComparison.Ordinal))
                return index;
        _topics.Add(topic);
        return _topics.Count - 1;
    }
}

/// <summary>One record of an <see cref="AppendBatch"/>.</summary>
public readonly record struct AppendRecord
{
    /// <summary>Index into <see cref="AppendBatch.Topics"/>.</summary>
    public int Topic { get; init; }

    /// <summary>The partition's number, or <see cref="AppendBatch.ByKey"/>.</summary>
    public int Partition { get; init; }

    /// <summary>Milliseconds since the epoch, or <see cref="AppendBatch.Now"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>Where key, value and headers begin in the batch's memory.</summary>
    internal int Start { get; init; }

    /// <summary>Length of the key in bytes; -1 where it is null.</summary>
    public int KeyLength { get; init; }

    /// <summary>Length of the value in bytes; -1 where it is null (a tombstone).</summary>
    public int ValueLength { get; init; }

    /// <summary>Length of the header block in bytes.</summary>
    public int HeadersLength { get; init; }
}
