using System.Globalization;
using System.Text;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// Durations of ISO-8601 in weeks, days, hours, minutes and seconds; months and years have no fixed length.
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

    /// <summary>
    /// Writes a duration of at least 0 in one form: days and below, each unit as full as it can be, none that is 0.
    /// </summary>
    public static string Format(long ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        if (ms == 0) return "PT0S";
        var text = new StringBuilder("P");
        var rest = Append(text, ms, DateUnits[1]);
        if (rest > 0) text.Append('T');
        foreach (var unit in TimeUnits.AsSpan(..^1)) rest = Append(text, rest, unit);
        if (rest == 0) return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"{rest / 1000}");
        if (rest % 1000 > 0) text.Append(CultureInfo.InvariantCulture, $".{rest % 1000:000}");
        return text.Append('S').ToString();
    }

    private static long Append(StringBuilder text, long ms, (char Unit, long Ms) unit)
    {
        if (ms >= unit.Ms) text.Append(CultureInfo.InvariantCulture, $"{ms / unit.Ms}{unit.Unit}");
        return ms % unit.Ms;
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
