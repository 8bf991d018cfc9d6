using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StreamEngine.Schemas.Unicode;

namespace StreamEngine.Schemas.Events;

/// <summary>
/// The key of all state: <c>customer:&lt;customerId&gt;</c> where the event has a valid one, else
/// <c>visitor:&lt;anonymousId&gt;</c>. Ids are trimmed of white space and brought to Unicode form NFC; valid ones have
/// 1 to 256 characters (Unicode scalar values) and are not placeholders such as <c>null</c> or <c>0000</c>.
/// </summary>
public static class CustomerKey
{
    /// <summary>The most characters of an id, counted after trimming and normalizing.</summary>
    public const int MaxIdCharacters = 256;

    /// <summary>The most bytes of a key: the longer prefix and 256 characters of 4 bytes.</summary>
    public const int MaxBytes = 9 + (MaxIdCharacters * MaxBytesPerCharacter);

    private const int MaxBytesPerCharacter = 4;

    // A normalized character comes of at most four code points, so nothing longer can become a valid id.
    private const int MaxRawBytes = MaxIdCharacters * 4 * MaxBytesPerCharacter;

    private static ReadOnlySpan<byte> CustomerPrefix => "customer:"u8;

    private static ReadOnlySpan<byte> VisitorPrefix => "visitor:"u8;

    /// <summary>
    /// Makes the key of an event with these ids. False, and an empty key: neither id is valid (a lone surrogate makes
    /// an id invalid).
    /// </summary>
    public static bool TryMake(string? customerId, string? anonymousId, out string key)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        var made = TryMakeKey(CustomerPrefix, customerId, buffer, out var length)
            || TryMakeKey(VisitorPrefix, anonymousId, buffer, out length);
        key = made ? Encoding.UTF8.GetString(buffer[..length]) : "";
        return made;
    }

    /// <summary>
    /// Writes the key of an event with these ids (UTF-8, empty where absent) without allocating. False: neither id is
    /// valid (malformed UTF-8 makes an id invalid).
    /// </summary>
    /// <param name="customerId">The id of the known customer.</param>
    /// <param name="anonymousId">The id of the device or visitor.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> long.</param>
    /// <param name="bytesWritten">The length of the key; 0 where there is none.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static bool TryWrite(
        ReadOnlySpan<byte> customerId, ReadOnlySpan<byte> anonymousId, Span<byte> destination, out int bytesWritten)
    {
        if (destination.Length < MaxBytes)
            throw new ArgumentException($"A key needs room for {MaxBytes} bytes.", nameof(destination));
        return TryWriteKey(CustomerPrefix, customerId, destination, out bytesWritten)
            || TryWriteKey(VisitorPrefix, anonymousId, destination, out bytesWritten);
    }

    private static bool TryMakeKey(ReadOnlySpan<byte> prefix, string? id, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        var trimmed = id.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed.Length > MaxRawBytes) return false;
        Span<byte> raw = stackalloc byte[MaxRawBytes];
        var status = Utf8.FromUtf16(trimmed, raw, out _, out var length, replaceInvalidSequences: false);
        return status == OperationStatus.Done && TryWriteKey(prefix, raw[..length], destination, out bytesWritten);
    }

    private static bool TryWriteKey(
        ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> id, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        var trimmed = Trim(id);
        if (trimmed.IsEmpty || trimmed.Length > MaxRawBytes) return false;
        var room = destination[prefix.Length..MaxBytes];
        if (Ascii.IsValid(trimmed))
        {
            if (trimmed.Length > MaxIdCharacters || IsPlaceholder(trimmed)) return false;
            trimmed.CopyTo(room);
            bytesWritten = prefix.Length + trimmed.Length;
        }
        else
        {
            if (!Nfc.TryNormalize(trimmed, MaxIdCharacters, room, out var length)) return false;
            bytesWritten = prefix.Length + length;
        }
        prefix.CopyTo(destination);
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> id)
    {
        while (!id.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(id, out var rune, out var used) != OperationStatus.Done) break;
            if (!Rune.IsWhiteSpace(rune)) break;
            id = id[used..];
        }
        while (!id.IsEmpty)
        {
            if (Rune.DecodeLastFromUtf8(id, out var rune, out var used) != OperationStatus.Done) break;
            if (!Rune.IsWhiteSpace(rune)) break;
            id = id[..^used];
        }
        return id;
    }

    // Every placeholder is ASCII, and nothing but ASCII is normalized to one.
    private static bool IsPlaceholder(ReadOnlySpan<byte> id)
    {
        if (id.IndexOfAnyExcept((byte)'0', (byte)'-') < 0) return true;
        return id.Length switch
        {
            2 => id.SequenceEqual("-1"u8),
            4 => Ascii.EqualsIgnoreCase(id, "null"u8) || Ascii.EqualsIgnoreCase(id, "none"u8),
            5 => Ascii.EqualsIgnoreCase(id, "guest"u8),
            9 => Ascii.EqualsIgnoreCase(id, "undefined"u8) || Ascii.EqualsIgnoreCase(id, "anonymous"u8),
            _ => false,
        };
    }
}
