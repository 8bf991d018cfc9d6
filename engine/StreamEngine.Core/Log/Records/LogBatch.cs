namespace StreamEngine.Core.Log;

/// <summary>
/// Records of one partition in offset order, over memory that the batch owns: no object a record. The spans it hands
/// out are valid until <see cref="Clear"/>. A connector fills it, the worker reads it, and it is reused.
/// </summary>
public sealed class LogBatch
{
    private byte[] _bytes;
    private LogRecord[] _records;
    private int _used;

    /// <summary>Creates a batch with room for that many records and bytes; both grow when needed.</summary>
    public LogBatch(int records = 256, int bytes = 32 * 1024)
    {
        _records = new LogRecord[records];
        _bytes = new byte[bytes];
    }

    /// <summary>The partition that the records come from.</summary>
    public LogPartition Partition { get; set; }

    /// <summary>How many records the batch holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of keys, values and headers the batch holds.</summary>
    public int Bytes => _used;

    /// <summary>How many bytes the batch keeps allocated, used or not.</summary>
    public long Capacity => _bytes.Length + ((long)_records.Length * LogRecord.Size);

    /// <summary>The record at that index.</summary>
    public ref readonly LogRecord this[int index] => ref _records.AsSpan(0, Count)[index];

    /// <summary>The record's key; empty where it has none.</summary>
    public ReadOnlySpan<byte> Key(in LogRecord record) => _bytes.AsSpan(record.Start, Math.Max(record.KeyLength, 0));

    /// <summary>The record's value; empty where it has none.</summary>
    public ReadOnlySpan<byte> Value(in LogRecord record) =>
        _bytes.AsSpan(record.Start + Math.Max(record.KeyLength, 0), Math.Max(record.ValueLength, 0));

    /// <summary>The record's headers.</summary>
    public LogHeaders Headers(in LogRecord record) => new(_bytes.AsSpan(
        record.Start + Math.Max(record.KeyLength, 0) + Math.Max(record.ValueLength, 0), record.HeadersLength));

    /// <summary>Copies a record into the batch.</summary>
    /// <param name="offset">Its offset; above that of the record before.</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    /// <param name="kind">Who set the timestamp.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="nulls">Which of the two are null rather than empty.</param>
    /// <param name="headers">Its header block; more headers may follow by <see cref="AddHeader"/>.</param>
    public void Add(long offset, long timestamp, TimestampKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value,
        NullParts nulls = NullParts.None, ReadOnlySpan<byte> headers = default)
    {
        if (Count == _records.Length) Array.Resize(ref _records, Count * 2);
        var start = _used;
        Reserve(checked(key.Length + value.Length + headers.Length));
        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        headers.CopyTo(_bytes.AsSpan(_used + key.Length + value.Length));
        _used += key.Length + value.Length + headers.Length;
        _records[Count++] = new LogRecord
        {
            Offset = offset,
            Timestamp = timestamp,
            TimestampKind = kind,
            Start = start,
            KeyLength = (nulls & NullParts.Key) != NullParts.None ? -1 : key.Length,
            ValueLength = (nulls & NullParts.Value) != NullParts.None ? -1 : value.Length,
            HeadersLength = headers.Length,
        };
    }

    /// <summary>Adds a header to the record added last.</summary>
    public void AddHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        var size = LogHeaders.Size(name.Length, value.Length);
        Reserve(size);
        LogHeaders.Write(_bytes.AsSpan(_used), name, value, isNull);
        _used += size;
        ref var record = ref _records[Count - 1];
        record = record with { HeadersLength = record.HeadersLength + size };
    }

    /// <summary>Empties the batch and keeps its memory for reuse.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    private void Reserve(int size)
    {
        var need = checked(_used + size);
        if (need > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(need, _bytes.Length * 2L)));
    }
}
