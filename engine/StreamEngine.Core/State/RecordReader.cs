using System.Buffers.Binary;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.State;

/// <summary>
/// Reads what a <see cref="RecordWriter"/> wrote. Nothing is allocated for a length that the bytes do not have;
/// whatever is not as it should be is a <see cref="StateFormatException"/>.
/// </summary>
public ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    /// <summary>Reads from the front.</summary>
    public RecordReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>What times are counted from, ms since the epoch.</summary>
    public long Origin { get; set; }

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _bytes.Length - _at;

    /// <summary>Reads one byte.</summary>
    public byte Byte()
    {
        if (_at >= _bytes.Length) throw new StateFormatException("a record of state is cut off");
        return _bytes[_at++];
    }

    /// <summary>Reads a number that is not negative.</summary>
    public ulong Unsigned() => Varint.Read(_bytes, ref _at);

    /// <summary>Reads a number that is not negative and at most <paramref name="most"/>.</summary>
    public long Number(long most = long.MaxValue)
    {
        var value = Unsigned();
        if (value > (ulong)most) throw new StateFormatException("a number in a record of state is too large");
        return (long)value;
    }

    /// <summary>Reads a number of either sign.</summary>
    public long Signed() => Varint.UnZigZag(Unsigned());

    /// <summary>Reads how many entries follow, each of which takes at least one byte.</summary>
    public int Count()
    {
        var count = Unsigned();
        if (count > (ulong)(_bytes.Length - _at)) throw new StateFormatException("a record of state is cut off");
        return (int)count;
    }

    /// <summary>Reads an event time.</summary>
    public long Time() => unchecked(Origin - Signed());

    /// <summary>Reads eight bytes that are no small number.</summary>
    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Exactly(Bytes(), sizeof(ulong)));

    /// <summary>Reads a hash.</summary>
    public Hash128 Hash()
    {
        var bytes = Exactly(Bytes(), 2 * sizeof(ulong));
        return new Hash128(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    /// <summary>Reads an amount.</summary>
    public decimal Amount()
    {
        var head = Byte();
        var scale = (byte)(head & 0x1f);
        if (scale > 28 || (head & 0x20) != 0)
            throw new StateFormatException("an amount has no such number of decimals");
        var low = Unsigned();
        var high = (head & 0x40) != 0 ? (int)(uint)Number(uint.MaxValue) : 0;
        return new decimal((int)(uint)low, (int)(uint)(low >> 32), high, head >= 0x80, scale);
    }

    /// <summary>Reads bytes with their length, or a text as UTF-8; valid as long as the record is.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var head = Unsigned();
        if (head >> 1 > (ulong)_bytes.Length) throw new StateFormatException("a text in a record of state is cut off");
        var length = (int)(head >> 1);
        if ((head & 1) == 0) return Raw(length);
        if (length > _at) throw new StateFormatException("a text in a record of state refers to what is not there");
        var before = Number(_at - length);
        return _bytes.Slice((int)before, length);
    }

    /// <summary>Reads so many bytes.</summary>
    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length > _bytes.Length - _at) throw new StateFormatException("a record of state is cut off");
        var bytes = _bytes.Slice(_at, length);
        _at += length;
        return bytes;
    }

    /// <summary>Throws where something is left.</summary>
    public readonly void End()
    {
        if (_at != _bytes.Length) throw new StateFormatException("a record of state has bytes too many");
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> bytes, int length) => bytes.Length == length
        ? bytes
        : throw new StateFormatException("a hash in a record of state has the wrong length");
}
