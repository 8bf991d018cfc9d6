using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace StreamEngine.Schemas.Writing;

/// <summary>
/// Writes values in Avro's binary encoding, without allocating. The caller writes fields in the order of its schema;
/// nothing checks that here. Call <see cref="Flush"/> at the end.
/// </summary>
/// <param name="output">Where the bytes go.</param>
public ref struct AvroWriter(IBufferWriter<byte> output)
{
    private const int MaxVarintBytes = 10;
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _room = output.GetSpan(MaxVarintBytes);
    private int _used;

    /// <summary>An int or long, or a number of a logical type on them.</summary>
    public void Long(long value)
    {
        var room = Room(MaxVarintBytes);
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var count = 0;
        for (; rest >= 0x80; rest >>= 7) room[count++] = (byte)(rest | 0x80);
        room[count++] = (byte)rest;
        _used += count;
    }

    /// <summary>A boolean.</summary>
    public void Boolean(bool value)
    {
        Room(1)[0] = value ? (byte)1 : (byte)0;
        _used++;
    }

    /// <summary>The index of a symbol.</summary>
    public void Enum(int index) => Long(index);

    /// <summary>The index of the branch of a union; its value follows, null taking no bytes.</summary>
    public void Union(int branch) => Long(branch);

    /// <summary>A string of UTF-8, which the caller knows to be valid, or bytes.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Long(value.Length);
        Raw(value);
    }

    /// <summary>A string. Lone surrogates become U+FFFD: check first where that matters.</summary>
    public void Text(scoped ReadOnlySpan<char> value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Long(length);
        Encoding.UTF8.GetBytes(value, Room(length));
        _used += length;
    }

    /// <summary>
    /// A string. False: it has lone surrogates, or more UTF-8 bytes than that; what is written so far is then no
    /// record.
    /// </summary>
    public bool TryText(scoped ReadOnlySpan<char> value, int maxBytes)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > maxBytes) return false;
        Long(length);
        var status = Utf8.FromUtf16(value, Room(length), out _, out _, replaceInvalidSequences: false);
        _used += length;
        return status == OperationStatus.Done;
    }

    /// <summary>A decimal on bytes, from its value without the decimal point: the shortest big-endian form.</summary>
    public void Decimal(Int128 unscaled)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, unscaled);
        var sign = unscaled < 0 ? byte.MaxValue : (byte)0;
        var first = 0;
        while (first < bytes.Length - 1 && bytes[first] == sign && ((bytes[first + 1] ^ sign) & 0x80) == 0) first++;
        Bytes(bytes[first..]);
    }

    /// <summary>
    /// A decimal on bytes, rounded half-even to the scale. False, and nothing written: it has too many digits.
    /// </summary>
    /// <param name="value">The amount.</param>
    /// <param name="precision">The digits that the schema allows, up to 28.</param>
    /// <param name="scale">The decimals that the schema states, up to the precision.</param>
    public bool TryDecimal(decimal value, int precision, int scale)
    {
        if (!Unscaled.TryMake(value, precision, scale, out var unscaled)) return false;
        Decimal(unscaled);
        return true;
    }

    /// <summary>Begins an array or map with that many items, which follow, then <see cref="EndItems"/>.</summary>
    public void BeginItems(int count)
    {
        if (count > 0) Long(count);
    }

    /// <summary>Ends an array or map.</summary>
    public void EndItems() => Long(0);

    /// <summary>Bytes as they are: a header, a fixed, a record that is encoded already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Hands everything over to the output.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _room = [];
    }

    private Span<byte> Room(int bytes)
    {
        if (_room.Length - _used < bytes)
        {
            _output.Advance(_used);
            _used = 0;
            _room = _output.GetSpan(bytes);
        }
        return _room[_used..];
    }
}
