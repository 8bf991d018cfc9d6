using System.Buffers.Binary;

namespace StreamEngine.Connectors.Files.Histories;

/// <summary>A record as one sequence of bytes for sorting: weight, length of the key, key, value.</summary>
internal static class RecordFrame
{
    private const int HeaderBytes = sizeof(int) + sizeof(ushort);

    /// <summary>Writes a record into the buffer, which grows as needed.</summary>
    public static ReadOnlySpan<byte> Write(
        ref byte[] buffer, int weight, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var length = HeaderBytes + key.Length + value.Length;
        if (buffer.Length < length) buffer = new byte[length * 2];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, weight);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(sizeof(int)), (ushort)key.Length);
        key.CopyTo(buffer.AsSpan(HeaderBytes));
        value.CopyTo(buffer.AsSpan(HeaderBytes + key.Length));
        return buffer.AsSpan(0, length);
    }

    public static int Weight(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32LittleEndian(frame);

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> frame) => frame.Slice(HeaderBytes, KeyLength(frame));

    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> frame) => frame[(HeaderBytes + KeyLength(frame))..];

    private static int KeyLength(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt16LittleEndian(frame[sizeof(int)..]);
}
