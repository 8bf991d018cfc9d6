namespace StreamEngine.Commerce.Policies;

/// <summary>
/// Reads durations of ISO-8601 in weeks, days, hours, minutes and seconds; months and years have no fixed length.
/// </summary>
public static class IsoDuration
{
    private const int MaxDigits = 9;

    // In the order in which they may stand, each at most once.
    private static readonly (char Unit, long Ms)[] DateUnits = [('W', 604_800_000), ('D', 86_400_000)];
    private static readonly (char Unit, long Ms)[] TimeUnits = [('H', 3_600_000), ('M', 60_000), ('S', 1_000)];

    /// <summary>Reads a duration such as <c>PT30M</c>, <c>P1DT12H</c> or <c>PT0.5S</c>, to the ms.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        if (text.Length < 3 || text[0] != 'P') return false;
        text = text[1..];
        var separator = text.IndexOf('T');
        var date = separator < 0 ? text : text[..separator];
        if (!TryAdd(date, DateUnits, ref ms)) return false;
        if (separator < 0) return true;
        var time = text[(separator + 1)..];
        return time.Length > 0 && TryAdd(time, TimeUnits, ref ms);
    }

    private static bool TryAdd(ReadOnlySpan<char> text, (char Unit, long Ms)[] units, ref long ms)
    {
        var next = 0;
        while (text.Length > 0)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits) return false;
            var count = long.Parse(text[..digits], provider: null);
            text = text[digits..];
            var fractionMs = 0L;
            if (text[0] == '.' && !TryFraction(ref text, out fractionMs)) return false;
            while (next < units.Length && units[next].Unit != text[0]) next++;
            if (next == units.Length || (fractionMs > 0 && units[next].Unit != 'S')) return false;
            ms += (count * units[next++].Ms) + fractionMs;
            text = text[1..];
        }

        return true;
    }

    // Decimals of a second, at most three.
    private static bool TryFraction(ref ReadOnlySpan<char> text, out long ms)
    {
        ms = 0;
        text = text[1..];
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 3) return false;
        ms = long.Parse(text[..digits], provider: null);
        for (var i = digits; i < 3; i++) ms *= 10;
        text = text[digits..];
        return text[0] == 'S';
    }
}
