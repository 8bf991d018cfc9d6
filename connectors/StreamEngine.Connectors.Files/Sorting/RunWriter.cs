using System.Buffers.Binary;

namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>Writes entries one behind the other: key, length of the value, value.</summary>
internal sealed class RunWriter(Stream stream)
{
    private readonly byte[] _buffer = new byte[Limits.RunBufferBytes];
    private int _used;

    public void Add(in SortKey key, ReadOnlySpan<byte> value)
    {
        if (_used + FileRun.HeaderBytes + value.Length > _buffer.Length) Flush();
        key.Write(_buffer.AsSpan(_used));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_used + SortKey.Bytes), value.Length);
        _used += FileRun.HeaderBytes;
        if (_used + value.Length > _buffer.Length)
        {
            Flush();
            stream.Write(value);
            return;
        }
        value.CopyTo(_buffer.AsSpan(_used));
        _used += value.Length;
    }

    public void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
