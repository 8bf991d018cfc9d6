using System.Buffers;

namespace StreamEngine.Core.Tasks;

/// <summary>
/// What a task published, in the order in which it was decided: encoded records over memory that the batch owns.
/// </summary>
public sealed class OutputBatch
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly List<(int Stream, int Partition, int KeyStart, int ValueStart, int End)> _records = [];
    private int _start;

    /// <summary>The key decides the partition.</summary>
    public const int ByKey = -1;

    /// <summary>How many records it holds.</summary>
    public int Count => _records.Count;

    /// <summary>Bytes of keys and values.</summary>
    public int Bytes => _bytes.WrittenCount;

    /// <summary>
    /// Where the value of the record at hand is written, between <see cref="Begin"/> and <see cref="End"/>.
    /// </summary>
    public IBufferWriter<byte> Writer => _bytes;

    /// <summary>Begins a record of that key.</summary>
    public void Begin(ReadOnlySpan<byte> key)
    {
        _start = _bytes.WrittenCount;
        _bytes.Write(key);
        ValueStart = _bytes.WrittenCount;
    }

    /// <summary>Completes the record and gives it to that stream.</summary>
    public void End(int stream) => End(stream, ByKey);

    /// <summary>Completes the record and gives it to that partition of that stream.</summary>
    public void End(int stream, int partition) =>
        _records.Add((stream, partition, _start, ValueStart, _bytes.WrittenCount));

    /// <summary>The stream of a record.</summary>
    public int Stream(int index) => _records[index].Stream;

    /// <summary>
    /// The partition that the record is for; <see cref="ByKey"/> where its key decides as for every record of its
    /// stream.
    /// </summary>
    public int Partition(int index) => _records[index].Partition;

    /// <summary>The key of a record.</summary>
    public ReadOnlySpan<byte> Key(int index) =>
        _bytes.WrittenSpan[_records[index].KeyStart.._records[index].ValueStart];

    /// <summary>The value of a record.</summary>
    public ReadOnlySpan<byte> Value(int index) => _bytes.WrittenSpan[_records[index].ValueStart.._records[index].End];

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _records.Clear();
    }

    private int ValueStart { get; set; }
}
