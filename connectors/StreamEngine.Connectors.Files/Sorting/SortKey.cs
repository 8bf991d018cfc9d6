using System.Buffers.Binary;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>What entries are sorted by: two numbers, then the position. No two entries have the same key.</summary>
internal readonly record struct SortKey : IComparable<SortKey>
{
    /// <summary>The length of a written key, in bytes.</summary>
    public const int Bytes = 36;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly RowPosition _position;

    private SortKey(ulong high, ulong low, in RowPosition position)
    {
        _high = high;
        _low = low;
        _position = position;
    }

    public RowPosition Position => _position;

    /// <summary>The event time of a key of <see cref="ByTime"/>.</summary>
    public long Time => (long)(_high ^ (1UL << 63));

    /// <summary>The rank of the topic of a key of <see cref="ByTime"/>.</summary>
    public byte Rank => (byte)_low;

    /// <summary>The group of a key of <see cref="ByGroup"/>.</summary>
    public Hash128 Group => new(_high, _low);

    /// <summary>Orders by event time, then by the rank of the topic.</summary>
    public static SortKey ByTime(long time, byte rank, in RowPosition position) =>
        new((ulong)time ^ (1UL << 63), rank, position);

    /// <summary>Brings the rows of a group together.</summary>
    public static SortKey ByGroup(in Hash128 group, in RowPosition position) => new(group.High, group.Low, position);

    public static SortKey Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(from),
        BinaryPrimitives.ReadUInt64LittleEndian(from[8..]),
        new RowPosition(
            BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..])));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, _high);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], _low);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], _position.Input);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], _position.File);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], _position.Line);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], _position.Sub);
    }

    public int CompareTo(SortKey other)
    {
        if (_high != other._high) return _high.CompareTo(other._high);
        if (_low != other._low) return _low.CompareTo(other._low);
        if (_position.File != other._position.File) return _position.File.CompareTo(other._position.File);
        if (_position.Line != other._position.Line) return _position.Line.CompareTo(other._position.Line);
        return _position.Sub.CompareTo(other._position.Sub);
    }
}
