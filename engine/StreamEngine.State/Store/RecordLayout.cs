using System.Buffers.Binary;

namespace StreamEngine.State.Store;

/// <summary>
/// A value as it lies in the log: {record hash, 8 bytes}{length, 4 bytes}{bytes}{zeros}. The zeros fill it up to a
/// multiple of <see cref="SlackBytes"/>, so that a value that grows a little still fits where it is.
/// </summary>
internal static class RecordLayout
{
    public const int HeaderBytes = 12;
    public const int SlackBytes = 32;
    private const int RecordInfoBytes = 8;
    private const int KeyBytes = 16;
    private const int LengthPrefixBytes = 4;
    private const int AlignmentBytes = 8;

    /// <summary>Bytes that a value of that length occupies, header and slack included.</summary>
    public static int StoredBytes(int length) => HeaderBytes + RoundUp(length, SlackBytes);

    /// <summary>Bytes of the log that a record with such a value takes when it is appended.</summary>
    public static int RecordBytes(int length) =>
        RoundUp(RecordInfoBytes + KeyBytes + LengthPrefixBytes + StoredBytes(length), AlignmentBytes);

    /// <summary>Lays the value out at the start of the buffer and returns the bytes it takes.</summary>
    public static int Write(Span<byte> stored, ulong hash, ReadOnlySpan<byte> value)
    {
        var bytes = StoredBytes(value.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(stored, hash);
        BinaryPrimitives.WriteInt32LittleEndian(stored[8..], value.Length);
        value.CopyTo(stored[HeaderBytes..]);
        stored[(HeaderBytes + value.Length)..bytes].Clear();
        return bytes;
    }

    /// <summary>Reads the header; false where the bytes are no value.</summary>
    public static bool TryRead(ReadOnlySpan<byte> stored, out ulong hash, out int length)
    {
        hash = 0;
        length = 0;
        if (stored.Length < HeaderBytes) return false;
        hash = BinaryPrimitives.ReadUInt64LittleEndian(stored);
        length = BinaryPrimitives.ReadInt32LittleEndian(stored[8..]);
        return length >= 0 && length <= stored.Length - HeaderBytes;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
