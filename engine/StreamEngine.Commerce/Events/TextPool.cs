using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Commerce.Events;

/// <summary>
/// Strings of short UTF-8 texts that come again and again (products, currencies, countries). When it is full it starts
/// over: it saves memory, nothing depends on it. Open addressing by a hash of the bytes, so that a text that is known
/// is found without being decoded.
/// </summary>
public sealed class TextPool
{
    private const int MaxTexts = 65_536;
    private const int MaxPooledLength = 64;
    private const int FirstSize = 1_024;

    private (ulong Hash, string Text)[] _slots = new (ulong, string)[FirstSize];
    private int _count;

    /// <summary>The string of that text.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxPooledLength) return Encoding.UTF8.GetString(utf8);
        var hash = XxHash3.HashToUInt64(utf8);
        var slots = _slots;
        for (var at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[at];
            if (slot.Text is null) return Add(hash, Encoding.UTF8.GetString(utf8));
            if (slot.Hash == hash && IsText(slot.Text, utf8)) return slot.Text;
        }
    }

    /// <summary>
    /// True where a text is that string, as far as can be seen without decoding it: never where it has a letter beyond
    /// ASCII. Texts that come again and again are known by it before anything is looked up.
    /// </summary>
    public static bool IsPlainly(ReadOnlySpan<byte> utf8, string? text) => text is not null && Ascii.Equals(utf8, text);

    /// <summary>The string of a piece of an event's text; null where it states none.</summary>
    public string? Get(ShopEvent source, Slice slice) => slice.IsEmpty ? null : Get(source.Text(slice));

    private static bool IsText(string text, ReadOnlySpan<byte> utf8)
    {
        if (Ascii.Equals(utf8, text)) return true;
        Span<char> chars = stackalloc char[MaxPooledLength];
        return chars[..Encoding.UTF8.GetChars(utf8, chars)].SequenceEqual(text);
    }

    private string Add(ulong hash, string text)
    {
        if (_count == MaxTexts)
        {
            Array.Clear(_slots);
            _count = 0;
        }

        // At most half full: a look-up meets one or two slots.
        if (_count * 2 >= _slots.Length) Grow();
        Put(hash, text);
        _count++;
        return text;
    }

    private void Grow()
    {
        var former = _slots;
        _slots = new (ulong, string)[former.Length * 2];
        foreach (var (hash, text) in former)
            if (text is not null) Put(hash, text);
    }

    private void Put(ulong hash, string text)
    {
        var at = (int)hash & (_slots.Length - 1);
        while (_slots[at].Text is not null) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = (hash, text);
    }
}
