using System.Globalization;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Governance;

/// <summary>Figures in the words of people, for the details of decisions.</summary>
internal static class Plain
{
    private static readonly (long Ms, string Unit)[] Units =
        [(EventTime.Day, "d"), (EventTime.Hour, "h"), (EventTime.Minute, "min"), (EventTime.Second, "s"), (1, "ms")];

    /// <summary>A span of time in its two largest units: <c>1 h 30 min</c>.</summary>
    public static SpanText Span(long ms) => new(ms);

    /// <summary>A span of time that is written where it stands in a text, without a text of its own.</summary>
    public readonly record struct SpanText(long Ms) : ISpanFormattable
    {
        /// <inheritdoc/>
        public bool TryFormat(
            Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            var sign = Ms < 0 ? "-" : "";
            var ms = Math.Abs(Ms);
            for (var i = 0; i < Units.Length; i++)
            {
                var (unitMs, unit) = Units[i];
                if (ms < unitMs) continue;
                var rest = i + 1 < Units.Length ? ms % unitMs / Units[i + 1].Ms : 0;
                return rest == 0
                    ? destination.TryWrite(
                        CultureInfo.InvariantCulture, $"{sign}{ms / unitMs} {unit}", out charsWritten)
                    : destination.TryWrite(
                        CultureInfo.InvariantCulture, $"{sign}{ms / unitMs} {unit} {rest} {Units[i + 1].Unit}",
                        out charsWritten);
            }

            return destination.TryWrite($"0 s", out charsWritten);
        }

        /// <inheritdoc/>
        public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{this}");
    }

    /// <summary>An amount with its currency; what is unknown is called so.</summary>
    public static string Amount(decimal? value, string? currency) => value is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known / 1.0000000000000000000000000000m} {currency}")
        : "unknown value";
}
