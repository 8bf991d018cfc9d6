namespace StreamEngine.Commerce.Privacy;

/// <summary>E-mail addresses and international phone numbers.</summary>
public static class Addresses
{
    private const byte Mask = (byte)'*';
    private const int MinPhoneDigits = 8;
    private const int MaxPhoneDigits = 15;

    /// <summary>True where the whole text is an e-mail address: one at sign, and a domain with a dot in it.</summary>
    public static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        return at > 0 && text[(at + 1)..].IndexOf((byte)'@') < 0 && EndOfDomain(text, at + 1) == text.Length
            && text.IndexOfAny((byte)' ', (byte)'\t') < 0;
    }

    /// <summary>True where the whole text is a phone number with its country: a plus, then 8 to 15 digits.</summary>
    public static bool IsPhone(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] == '+' && EndOfPhone(text, 0) == text.Length;

    /// <summary>Replaces each letter of each address by a star; returns how many addresses there were.</summary>
    public static int Blank(Span<byte> utf8)
    {
        var found = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            var (start, end) = utf8[i] switch
            {
                (byte)'@' => (StartOfName(utf8, i), EndOfDomain(utf8, i + 1)),
                (byte)'+' => (i, EndOfPhone(utf8, i)),
                _ => (0, 0),
            };
            if (end <= i || (utf8[i] == '@' && start == i)) continue;
            utf8[start..end].Fill(Mask);
            found++;
            i = end - 1;
        }

        return found;
    }

    private static int StartOfName(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && IsOfName(text[start - 1])) start--;
        return start;
    }

    /// <summary>Where the domain ends; 0 where there is none.</summary>
    private static int EndOfDomain(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        var dot = -1;
        for (; end < text.Length && IsOfDomain(text[end]); end++)
            if (text[end] == '.') dot = end;
        while (end > start && text[end - 1] is (byte)'.' or (byte)'-') end--;
        if (dot >= end) dot = text[start..end].LastIndexOf((byte)'.') + start;
        return dot > start && end - dot > 2 ? end : 0;
    }

    /// <summary>Where the phone number that begins with a plus ends; 0 where it is none.</summary>
    private static int EndOfPhone(ReadOnlySpan<byte> text, int plus)
    {
        var (digits, end) = (0, 0);
        for (var i = plus + 1; i < text.Length; i++)
        {
            if (char.IsAsciiDigit((char)text[i])) (digits, end) = (digits + 1, i + 1);
            else if (text[i] is not ((byte)' ' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)'/')) break;
        }

        return digits is >= MinPhoneDigits and <= MaxPhoneDigits ? end : 0;
    }

    // Letters beyond ASCII belong to names and domains too.
    private static bool IsOfName(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter >= 0x80
        || "._%+-'".Contains((char)letter, StringComparison.Ordinal);

    private static bool IsOfDomain(byte letter) =>
        char.IsAsciiLetterOrDigit((char)letter) || letter >= 0x80 || letter is (byte)'.' or (byte)'-';
}
