using System.Text;
using System.Text.Unicode;

namespace StreamEngine.Commerce.Events;

/// <summary>
/// Strings of short UTF-8 texts that come again and again (products, currencies, countries). When it is full it starts
/// over: it saves memory, nothing depends on it.
/// </summary>
public sealed class TextPool
{
    private const int MaxTexts = 65_536;
    private const int MaxPooledLength = 64;

    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The string of that text.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxPooledLength) return Encoding.UTF8.GetString(utf8);
        Span<char> chars = stackalloc char[MaxPooledLength];
        Utf8.ToUtf16(utf8, chars, out _, out var length);
        var key = (ReadOnlySpan<char>)chars[..length];
        if (_lookup.TryGetValue(key, out var text)) return text;
        if (_texts.Count == MaxTexts) _texts.Clear();
        text = key.ToString();
        _texts.Add(text, text);
        return text;
    }

    /// <summary>The string of a piece of an event's text; null where it states none.</summary>
    public string? Get(ShopEvent source, Slice slice) => slice.IsEmpty ? null : Get(source.Text(slice));
}
