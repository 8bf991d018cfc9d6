using System.Text;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.State;

namespace StreamEngine.Runtime.Journal;

/// <summary>Writes the fields of a record of the engine's own topics.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Number(long value)
    {
        Reserve(Varint.MaxLength);
        Length += Varint.Write(_bytes.AsSpan(Length), Varint.ZigZag(value));
    }

    public void Unsigned(ulong value)
    {
        Reserve(sizeof(ulong));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(ulong);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + more, _bytes.Length * 2));
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote; anything else is a <see cref="StateFormatException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public byte Byte()
    {
        if (_at >= _bytes.Length) throw new StateFormatException("a record is cut off");
        return _bytes[_at++];
    }

    public long Number() => Varint.UnZigZag(Varint.Read(_bytes, ref _at));

    public int Count(int most)
    {
        var value = Number();
        return value >= 0 && value <= most ? (int)value : throw new StateFormatException("a count is out of range");
    }

    public ulong Unsigned()
    {
        if (_bytes.Length - _at < sizeof(ulong)) throw new StateFormatException("a record is cut off");
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
        _at += sizeof(ulong);
        return value;
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Count(_bytes.Length - _at);
        if (length > _bytes.Length - _at) throw new StateFormatException("a record is cut off");
        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());
}
