namespace StreamEngine.Commerce.Privacy;

/// <summary>
/// Payment card numbers in text: 13 to 19 digits that pass the Luhn check, in one run or in groups with single blanks
/// or dashes between them.
/// </summary>
public static class CardNumbers
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;
    private const byte Mask = (byte)'*';

    /// <summary>Replaces each digit of each card number by a star; returns how many there were.</summary>
    public static int Blank(Span<byte> utf8)
    {
        var found = 0;
        var at = 0;
        while (NextGroups(utf8, ref at, out var start, out var end))
        {
            // A number in one run may stand beside other digits; else all groups together may be one.
            var inRuns = BlankRuns(utf8[start..end]);
            found += inRuns > 0 ? inRuns : BlankIfCard(utf8[start..end]);
        }

        return found;
    }

    /// <summary>Finds the next digits, and those that follow after single separators.</summary>
    private static bool NextGroups(ReadOnlySpan<byte> utf8, ref int at, out int start, out int end)
    {
        start = end = 0;
        var first = utf8[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0) return false;
        start = at + first;
        end = start;
        for (at = start; at < utf8.Length; at++)
        {
            if (char.IsAsciiDigit((char)utf8[at])) end = at + 1;
            else if (utf8[at] is not ((byte)' ' or (byte)'-') || at > end) break;
        }

        at = end;
        return true;
    }

    private static int BlankRuns(Span<byte> groups)
    {
        var found = 0;
        var start = 0;
        for (var i = 0; i <= groups.Length; i++)
        {
            if (i < groups.Length && char.IsAsciiDigit((char)groups[i])) continue;
            found += BlankIfCard(groups[start..i]);
            start = i + 1;
        }

        return found;
    }

    private static int BlankIfCard(Span<byte> text)
    {
        if (text.Length < MinDigits || !PassesLuhn(text)) return 0;
        foreach (ref var letter in text)
            if (char.IsAsciiDigit((char)letter)) letter = Mask;
        return 1;
    }

    private static bool PassesLuhn(ReadOnlySpan<byte> text)
    {
        var (digits, sum) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit((char)text[i])) continue;
            var digit = text[i] - '0';
            if (digits++ % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return digits is >= MinDigits and <= MaxDigits && sum % 10 == 0;
    }
}
