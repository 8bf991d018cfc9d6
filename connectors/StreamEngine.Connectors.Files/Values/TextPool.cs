using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Connectors.Files.Values;

/// <summary>
/// Strings that come again and again (products, customers, currencies), kept in a table of fixed size: a string met a
/// short while ago is not made again.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 8192;
    private const int MaxLength = 64;

    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string of these bytes, which are valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxLength) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[(int)(XxHash3.HashToUInt64(utf8) & (Slots - 1))];
        if (slot is not null && Ascii.Equals(utf8, slot)) return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }
}
