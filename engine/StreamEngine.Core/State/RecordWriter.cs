using System.Buffers.Binary;
using System.Text;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.State;

/// <summary>
/// Writes the fields of a record of state: numbers as varints, times as distances from an origin, a text that occurred
/// before in the record as a reference to it. The same calls give the same bytes. Reused from record to record.
/// </summary>
public sealed class RecordWriter
{
    /// <summary>A reference takes about three bytes, so shorter texts are written out.</summary>
    internal const int LeastReferred = 4;

    private byte[] _bytes = new byte[1024];
    private int _used;

    /// <summary>What times are counted from, ms since the epoch; 0 after <see cref="Clear"/>.</summary>
    public long Origin { get; set; }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    /// <summary>Begins a record.</summary>
    public void Clear()
    {
        _used = 0;
        Origin = 0;
    }

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[_used++] = value;
    }

    /// <summary>Writes a number that is not negative and mostly small.</summary>
    public void Number(ulong value)
    {
        Reserve(Varint.MaxLength);
        _used += Varint.Write(_bytes.AsSpan(_used), value);
    }

    /// <summary>Writes a count or another number that is not negative.</summary>
    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Number((ulong)value);
    }

    /// <summary>Writes a number of either sign.</summary>
    public void Signed(long value) => Number(Varint.ZigZag(value));

    /// <summary>Writes an event time as its distance from the origin.</summary>
    public void Time(long time) => Signed(unchecked(Origin - time));

    /// <summary>Writes eight bytes that are no small number: a hash.</summary>
    public void Fixed(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Bytes(bytes);
    }

    /// <summary>Writes a hash.</summary>
    public void Hash(Hash128 value)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], value.High);
        Bytes(bytes);
    }

    /// <summary>Writes an amount with its number of decimals: 1.0 and 1.00 stay apart.</summary>
    public void Amount(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        Byte((byte)(((parts[3] >> 16) & 0x1f) | (parts[3] < 0 ? 0x80 : 0) | (parts[2] != 0 ? 0x40 : 0)));
        Number(((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        if (parts[2] != 0) Number((uint)parts[2]);
    }

    /// <summary>Writes a text.</summary>
    public void Text(string value)
    {
        // Encoded behind the room for its length, so that it can be looked for in what was written before.
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Reserve(Varint.MaxLength + most);
        var at = _used + Varint.MaxLength;
        Put(at, Encoding.UTF8.GetBytes(value, _bytes.AsSpan(at)));
    }

    /// <summary>Writes bytes with their length.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(Varint.MaxLength + value.Length);
        var at = _used + Varint.MaxLength;
        value.CopyTo(_bytes.AsSpan(at));
        Put(at, value.Length);
    }

    /// <summary>Writes bytes as they are; the reader knows how many.</summary>
    public void Raw(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_used));
        _used += value.Length;
    }

    private void Put(int from, int length)
    {
        var value = _bytes.AsSpan(from, length);
        var before = length < LeastReferred ? -1 : Written.IndexOf(value);
        if (before >= 0)
        {
            _used += Varint.Write(_bytes.AsSpan(_used), ((ulong)length << 1) | 1);
            _used += Varint.Write(_bytes.AsSpan(_used), (ulong)before);
            return;
        }

        var head = Varint.Write(_bytes.AsSpan(_used), (ulong)length << 1);
        value.CopyTo(_bytes.AsSpan(_used + head));
        _used += head + length;
    }

    private void Reserve(int more)
    {
        if (_used + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_used + more, _bytes.Length * 2));
    }
}
