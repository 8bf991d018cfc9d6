using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Containers;

/// <summary>Reads the frame of an object container file from a stream, never more than a limit allows.</summary>
internal sealed class ContainerInput(Stream stream)
{
    private const int MaxVarintBytes = 10;
    private const int FirstRead = 64 << 10;

    /// <summary>A long; false at the end of the stream, or where it is no valid varint.</summary>
    /// <param name="value">The number.</param>
    /// <param name="atEnd">True when the stream ends before its first byte.</param>
    internal bool TryLong(out long value, out bool atEnd)
    {
        Span<byte> bytes = stackalloc byte[MaxVarintBytes];
        value = 0;
        atEnd = false;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var next = stream.ReadByte();
            atEnd = next < 0 && i == 0;
            if (next < 0) return false;
            bytes[i] = (byte)next;
            if (next >= 0x80) continue;
            var end = Wire.Varint(bytes[..(i + 1)], 0, out var raw);
            value = Wire.ZigZag(raw);
            return end >= 0;
        }
        return false;
    }

    /// <summary>Fills the span; false when the stream ends before.</summary>
    internal bool TryFill(Span<byte> bytes) =>
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    /// <summary>
    /// Reads that many bytes. The memory grows with what arrives, not with what is announced. False: the stream ends.
    /// </summary>
    internal bool TryRead(int count, ref byte[] buffer)
    {
        for (var have = 0; have < count;)
        {
            var want = Math.Min(count, Math.Max(FirstRead, have * 2));
            if (buffer.Length < want) Array.Resize(ref buffer, want);
            if (!TryFill(buffer.AsSpan(have, want - have))) return false;
            have = want;
        }
        return true;
    }
}
