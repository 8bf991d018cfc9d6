namespace StreamEngine.Core.Inputs;

/// <summary>
/// Input records over memory that the batch owns: no object a record. The memory is valid until <see cref="Clear"/>.
/// A connector fills it, a task reads it, and it is reused.
/// </summary>
public sealed class RecordBatch
{
    private byte[] _bytes;
    private InputRecord[] _records;
    private int _used;

    /// <summary>Creates a batch with room for that many records and bytes; both grow when needed.</summary>
    public RecordBatch(int records = 1024, int bytes = 256 * 1024)
    {
        _records = new InputRecord[records];
        _bytes = new byte[bytes];
    }

    /// <summary>How many records the batch holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of keys and values the batch holds.</summary>
    public int Bytes => _used;

    /// <summary>The record at that index.</summary>
    public ref readonly InputRecord this[int index] => ref _records.AsSpan(0, Count)[index];

    /// <summary>The record's key; empty where it has none.</summary>
    public ReadOnlySpan<byte> Key(in InputRecord record) => _bytes.AsSpan(record.Start, record.KeyLength);

    /// <summary>The record's value.</summary>
    public ReadOnlySpan<byte> Value(in InputRecord record) =>
        _bytes.AsSpan(record.Start + record.KeyLength, record.ValueLength);

    /// <summary>Copies a record into the batch. Start and lengths of <paramref name="record"/> are set here.</summary>
    public void Add(in InputRecord record, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Count == _records.Length) Array.Resize(ref _records, Count * 2);
        var need = _used + key.Length + value.Length;
        if (need > _bytes.Length) Array.Resize(ref _bytes, Math.Max(need, _bytes.Length * 2));
        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        _records[Count++] = record with { Start = _used, KeyLength = key.Length, ValueLength = value.Length };
        _used = need;
    }

    /// <summary>Empties the batch and keeps its memory for reuse.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }
}

/// <summary>One record of a batch: where it came from, when, and where its bytes lie.</summary>
public readonly record struct InputRecord
{
    /// <summary>The input stream: the rank of the topic among events of equal time.</summary>
    public required byte Input { get; init; }

    /// <summary>Which source of the input delivered it: the index of a file, or the partition of a topic.</summary>
    public int Source { get; init; }

    /// <summary>The line (from 1) or offset (from 0) in the source.</summary>
    public long Position { get; init; }

    /// <summary>Arrival in milliseconds since the epoch; <see cref="NoArrival"/> where the source has none.</summary>
    public long Arrival { get; init; }

    /// <summary>How many source records stand behind it in the ledger: the rows of a grouped event, else 1.</summary>
    public int Weight { get; init; }

    /// <summary>The event time of a heartbeat; null for an ordinary record.</summary>
    public long? Heartbeat { get; init; }

    /// <summary>Where key and value begin in the batch's memory.</summary>
    public int Start { get; init; }

    /// <summary>Length of the key in bytes.</summary>
    public int KeyLength { get; init; }

    /// <summary>Length of the value in bytes; follows the key.</summary>
    public int ValueLength { get; init; }

    /// <summary>The value of <see cref="Arrival"/> for sources without arrival times.</summary>
    public const long NoArrival = long.MinValue;
}
