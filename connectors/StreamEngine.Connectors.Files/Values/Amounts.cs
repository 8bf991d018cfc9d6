using System.Globalization;

namespace StreamEngine.Connectors.Files.Values;

/// <summary>Numbers of rows: exact decimals, never floating point.</summary>
internal static class Amounts
{
    /// <summary>Amounts lie below this: 18 digits, 4 of them decimals, is what the schemas carry.</summary>
    public const decimal Bound = 100_000_000_000_000m;

    private const NumberStyles Styles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads an amount; false: not a number, or one that the schemas cannot carry.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal amount) =>
        decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out amount) && TryRound(amount, out amount);

    /// <summary>Rounds to 4 decimals, half to even; false: beyond what the schemas carry.</summary>
    public static bool TryRound(decimal value, out decimal amount)
    {
        amount = decimal.Round(value, 4, MidpointRounding.ToEven);
        return amount is > -Bound and < Bound;
    }

    /// <summary>Reads a whole number, also one written as 2.0; false: none, or beyond 64 bits.</summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        return decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number)
            && TryWhole(number, out value);
    }

    /// <summary>A whole number of 64 bits as such; false: another number.</summary>
    public static bool TryWhole(decimal number, out long value)
    {
        value = 0;
        if (number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    /// <summary>
    /// Reads milliseconds since the epoch, decimals cut; false: not a number. Beyond all bounds it is
    /// <see cref="EventTimes.Farthest"/>.
    /// </summary>
    public static bool TryParseMilliseconds(ReadOnlySpan<byte> text, out long time)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time))
        {
            // Only which side of the bounds it lies on matters where it does not fit.
            if (!double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var rough) || double.IsNaN(rough))
                return false;
            if (!double.IsFinite(rough) || Math.Abs(rough) >= EventTimes.Farthest)
                time = rough < 0 ? -EventTimes.Farthest : EventTimes.Farthest;
            else if (decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number))
                time = (long)decimal.Truncate(number);
            else
                return false;
        }
        time = EventTimes.Clamp(time);
        return true;
    }
}
