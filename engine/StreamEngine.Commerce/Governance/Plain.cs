using System.Globalization;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Governance;

/// <summary>Figures in the words of people, for the details of decisions.</summary>
internal static class Plain
{
    private static readonly (long Ms, string Unit)[] Units =
        [(EventTime.Day, "d"), (EventTime.Hour, "h"), (EventTime.Minute, "min"), (EventTime.Second, "s"), (1, "ms")];

    /// <summary>A span of time in its two largest units: <c>1 h 30 min</c>.</summary>
    public static string Span(long ms)
    {
        if (ms < 0) return "-" + Span(-ms);
        for (var i = 0; i < Units.Length; i++)
        {
            var (unitMs, unit) = Units[i];
            if (ms < unitMs) continue;
            var rest = i + 1 < Units.Length ? ms % unitMs / Units[i + 1].Ms : 0;
            return rest == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{ms / unitMs} {unit}")
                : string.Create(CultureInfo.InvariantCulture, $"{ms / unitMs} {unit} {rest} {Units[i + 1].Unit}");
        }

        return "0 s";
    }

    /// <summary>An amount with its currency; what is unknown is called so.</summary>
    public static string Amount(decimal? value, string? currency) => value is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known / 1.0000000000000000000000000000m} {currency}")
        : "unknown value";
}
