using System.Buffers.Binary;
using System.IO.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;

namespace StreamEngine.State.Mirror;

/// <summary>
/// A block of a segment: length of its content, a hash of content, segment and offset, then the content: records of key
/// and value with their lengths in front.
/// </summary>
internal static class MirrorBlock
{
    public const int HeadBytes = sizeof(int) + sizeof(ulong);

    /// <summary>Writes the head in front of the content, which begins at <see cref="HeadBytes"/>.</summary>
    public static void Seal(Span<byte> block, long segment, long offset)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, block.Length - HeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(block[sizeof(int)..], HashOf(block[HeadBytes..], segment, offset));
    }

    /// <summary>The length of the content; throws where it cannot be one.</summary>
    public static int LengthOf(ReadOnlySpan<byte> head, long left)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length <= 0 || length > left - HeadBytes)
            throw new StateFormatException("a block of the mirror is cut off");
        return length;
    }

    /// <summary>Throws where the block is not what was written there.</summary>
    public static void Verify(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content, long segment, long offset)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(head[sizeof(int)..]) != HashOf(content, segment, offset))
            throw new StateFormatException("a block of the mirror fails its hash");
    }

    /// <summary>Hands out the records of a block.</summary>
    public static void HandOut(ReadOnlySpan<byte> content, StateRecordHandler record)
    {
        var at = 0;
        while (at < content.Length)
        {
            var key = Piece(content, ref at);
            record(key, Piece(content, ref at));
        }
    }

    /// <summary>The most bytes that a record takes.</summary>
    public static int MostBytes(int keyLength, int valueLength) => keyLength + valueLength + (2 * Varint.MaxLength);

    /// <summary>Writes a record and returns its bytes.</summary>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var at = Varint.Write(target, (ulong)key.Length);
        key.CopyTo(target[at..]);
        at += key.Length;
        at += Varint.Write(target[at..], (ulong)value.Length);
        value.CopyTo(target[at..]);
        return at + value.Length;
    }

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> content, ref int at)
    {
        var length = Varint.Read(content, ref at);
        if (length > (ulong)(content.Length - at)) throw new StateFormatException("a record of the mirror is cut off");
        var piece = content.Slice(at, (int)length);
        at += (int)length;
        return piece;
    }

    private static ulong HashOf(ReadOnlySpan<byte> content, long segment, long offset) =>
        XxHash3.HashToUInt64(content, unchecked((segment * 0x1_0000_0001L) ^ offset));
}
