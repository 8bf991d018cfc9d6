using System.Globalization;
using System.Text.RegularExpressions;
using StreamEngine.Core.Time;

namespace StreamEngine.Testing.Scenarios;

/// <summary>
/// Times as scenarios write them: <c>10:00</c>, <c>10:00:00.001</c> on the first day (Monday, 2 March 2026, UTC),
/// <c>d2T10:00</c> on the second, or a whole ISO time.
/// </summary>
public static partial class ScenarioTimes
{
    /// <summary>The first day of every scenario.</summary>
    public static readonly long FirstDay =
        new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Reads a time.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a time of a scenario");

    /// <summary>Reads a time; null where the text is none.</summary>
    public static long? TryParse(string text)
    {
        if (Iso().IsMatch(text))
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var match = Clock().Match(text);
        if (!match.Success) return null;
        long Part(string name) =>
            match.Groups[name] is { Length: > 0 } part ? long.Parse(part.Value, CultureInfo.InvariantCulture) : 0;
        var day = match.Groups["day"].Length > 0 ? Part("day") - 1 : 0;
        return FirstDay + (((((day * 24) + Part("h")) * 60 + Part("m")) * 60 + Part("s")) * 1000) + Part("ms");
    }

    /// <summary>Writes a time as short as it can be read.</summary>
    public static string Format(long time)
    {
        var days = (time - FirstDay) / EventTime.Day;
        if (time < FirstDay || days > 999) return EventTime.Format(time);
        var ofDay = TimeSpan.FromMilliseconds((time - FirstDay) % EventTime.Day);
        var clock = ofDay.Milliseconds != 0 ? @"hh\:mm\:ss\.fff" : ofDay.Seconds != 0 ? @"hh\:mm\:ss" : @"hh\:mm";
        return (days == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"d{days + 1}T"))
            + ofDay.ToString(clock, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT.+Z$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?:d(?<day>\d+)T)?(?<h>\d\d):(?<m>\d\d)(?::(?<s>\d\d)(?:\.(?<ms>\d{3}))?)?$")]
    private static partial Regex Clock();
}
