using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace StreamEngine.Schemas.Reading;

/// <summary>
/// The primitives of Avro's binary encoding. Each takes a position in a span and returns the position after the value,
/// or the complement of a <see cref="DecodeError"/>, which is negative.
/// </summary>
internal static class Wire
{
    private const int MaxVarintBytes = 10;
    private const int WideBytes = 16;
    private const ulong ContinuationBits = 0x8080808080808080;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Fail(DecodeError error) => ~(int)error;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Varint(ReadOnlySpan<byte> span, int position, out ulong value)
    {
        if ((uint)position < (uint)span.Length)
        {
            value = span[position];
            if (value < 0x80) return position + 1;
        }
        return LongVarint(span, position, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>A length: not negative, within the limit and within what is left of the span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Length(ReadOnlySpan<byte> span, int position, out int length)
    {
        position = Varint(span, position, out var value);
        length = (int)(value >> 1);
        if (position >= 0 && (value & 1) == 0 && value >> 1 <= Limits.TextBytes && length <= span.Length - position)
            return position;
        return BadLength(position, value, span.Length);
    }

    /// <summary>
    /// The size of the next block of an array or map, 0 at its end, and where the block must end, or -1.
    /// </summary>
    internal static int Block(
        ReadOnlySpan<byte> span, int position, int itemBytes, ref int itemsLeft, out int count, out int end)
    {
        count = 0;
        end = -1;
        position = Varint(span, position, out var raw);
        if (position < 0) return position;
        var items = ZigZag(raw);
        if (items < 0)
        {
            position = Varint(span, position, out raw);
            if (position < 0) return position;
            var size = ZigZag(raw);
            if (size < 0 || items == long.MinValue) return Fail(DecodeError.InvalidLength);
            if (size > span.Length - position) return Fail(DecodeError.CutOff);
            end = position + (int)size;
            items = -items;
        }
        if (items > itemsLeft) return Fail(DecodeError.TooLarge);
        if (itemBytes > 0 && items > (span.Length - position) / itemBytes) return Fail(DecodeError.CutOff);
        count = (int)items;
        itemsLeft -= count;
        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsUtf8(ReadOnlySpan<byte> text) => IsAscii(text) || Utf8.IsValid(text);

    /// <summary>
    /// Short texts are the rule: two loads that overlap do for most, where a general routine needs a call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAscii(ReadOnlySpan<byte> text)
    {
        if (text.Length > Vector256<byte>.Count * 2) return Ascii.IsValid(text);
        if (text.Length >= Vector256<byte>.Count)
            return (Vector256.Create(text) | Vector256.Create(text[^Vector256<byte>.Count..]))
                .ExtractMostSignificantBits() == 0;
        if (text.Length >= Vector128<byte>.Count)
            return (Vector128.Create(text) | Vector128.Create(text[^Vector128<byte>.Count..]))
                .ExtractMostSignificantBits() == 0;
        if (text.Length >= sizeof(ulong))
        {
            var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text)
                | BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]);
            return (bytes & ContinuationBits) == 0;
        }
        var all = 0;
        foreach (var b in text) all |= b;
        return all < 0x80;
    }

    /// <summary>An unscaled decimal, big-endian two's complement, brought to the reader's scale.</summary>
    internal static bool TryDecimal(ReadOnlySpan<byte> bytes, in DecimalRule rule, out long value)
    {
        value = 0;
        if (bytes.Length is 0 or > sizeof(long) || rule.Multiplier != rule.Divisor)
            return TryWideDecimal(bytes, rule, out value);
        value = (sbyte)bytes[0];
        foreach (var b in bytes[1..]) value = (value << 8) | b;
        return value <= rule.Max && value >= -rule.Max;
    }

    private static bool TryWideDecimal(ReadOnlySpan<byte> bytes, in DecimalRule rule, out long value)
    {
        value = 0;
        if (bytes.IsEmpty) return false;
        if (bytes.Length > WideBytes)
        {
            var padding = (byte)((sbyte)bytes[^WideBytes] >> 7);
            if (bytes[..^WideBytes].IndexOfAnyExcept(padding) >= 0) return false;
            bytes = bytes[^WideBytes..];
        }
        Int128 wide = (sbyte)bytes[0];
        foreach (var b in bytes[1..]) wide = (wide << 8) | b;
        if (wide % rule.Divisor != 0) return false;
        wide /= rule.Divisor;
        if (wide > rule.Max || wide < -rule.Max) return false;
        wide *= rule.Multiplier;
        if (wide > rule.Max || wide < -rule.Max) return false;
        value = (long)wide;
        return true;
    }

    private static int BadLength(int position, ulong value, int end)
    {
        if (position < 0) return position;
        var length = ZigZag(value);
        if (length < 0) return Fail(DecodeError.InvalidLength);
        return Fail(length > end - position ? DecodeError.CutOff : DecodeError.TooLarge);
    }

    private static int LongVarint(ReadOnlySpan<byte> span, int position, out ulong value)
    {
        if (span.Length - position >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(span[position..]);
            var stops = ~word & ContinuationBits;
            if (stops != 0)
            {
                // Keeps the bytes up to the first without the continuation bit, then closes the gaps of those bits.
                word &= (stops ^ (stops - 1)) & ~ContinuationBits;
                word = ((word & 0x7F007F007F007F00) >> 1) | (word & 0x007F007F007F007F);
                word = ((word & 0x3FFF00003FFF0000) >> 2) | (word & 0x00003FFF00003FFF);
                value = ((word & 0x0FFFFFFF00000000) >> 4) | (word & 0x000000000FFFFFFF);
                return position + (BitOperations.TrailingZeroCount(stops) >> 3) + 1;
            }
        }
        return SlowVarint(span, position, out value);
    }

    private static int SlowVarint(ReadOnlySpan<byte> span, int position, out ulong value)
    {
        value = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            if (position >= span.Length) return Fail(DecodeError.CutOff);
            var b = span[position++];
            if (i == MaxVarintBytes - 1 && b > 1) break;
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80) return position;
        }
        return Fail(DecodeError.InvalidVarint);
    }
}
