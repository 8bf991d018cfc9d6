namespace StreamEngine.Connectors.Files.Values;

/// <summary>
/// Reads times as text: <c>2019-10-01T02:50:00.000Z</c>, with <c>T</c> or a space, seconds and decimals optional (more
/// than 3 are cut), a zone of <c>Z</c>, <c>UTC</c>, <c>GMT</c> or an offset. Years beyond 9999 are read, so that such a
/// time is implausible and not malformed.
/// </summary>
internal static class TimeText
{
    private const long DayMs = 86_400_000;
    private const int MaxYearDigits = 9;

    /// <summary>Reads a time that states its zone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long time) =>
        TryParse(text, allowSlashes: false, out time, out var hasZone) && hasZone;

    /// <summary>
    /// Reads a time that is UTC where it states no zone; also with a date like <c>12/1/2010</c>, month first.
    /// </summary>
    public static bool TryParseUtc(ReadOnlySpan<byte> text, out long time) =>
        TryParse(text, allowSlashes: true, out time, out _);

    private static bool TryParse(ReadOnlySpan<byte> text, bool allowSlashes, out long time, out bool hasZone)
    {
        time = 0;
        hasZone = false;
        var at = 0;
        var isDate = allowSlashes && text.IndexOf((byte)'/') > 0
            ? SlashDate(text, ref at, out var days)
            : IsoDate(text, ref at, out days);
        if (!isDate || at >= text.Length || text[at] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        at++;
        if (!TimeOfDay(text, ref at, out var timeOfDay)) return false;
        if (!Zone(text[at..], out hasZone, out var offset)) return false;
        days = Math.Clamp(days, -EventTimes.Farthest / DayMs, EventTimes.Farthest / DayMs);
        time = EventTimes.Clamp((days * DayMs) + timeOfDay - offset);
        return true;
    }

    private static bool IsoDate(ReadOnlySpan<byte> text, ref int at, out long days)
    {
        days = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative || (text.Length > 0 && text[0] == '+')) at++;
        var start = at;
        if (!Number(text, ref at, MaxYearDigits, out var year) || at - start < 4) return false;
        if (!Literal(text, ref at, '-') || !TwoDigits(text, ref at, out var month)) return false;
        if (!Literal(text, ref at, '-') || !TwoDigits(text, ref at, out var day)) return false;
        return TryDays(isNegative ? -year : year, month, day, out days);
    }

    private static bool SlashDate(ReadOnlySpan<byte> text, ref int at, out long days)
    {
        days = 0;
        if (!Number(text, ref at, 2, out var month) || !Literal(text, ref at, '/')) return false;
        if (!Number(text, ref at, 2, out var day) || !Literal(text, ref at, '/')) return false;
        var start = at;
        if (!Number(text, ref at, MaxYearDigits, out var year) || at - start < 4) return false;
        return TryDays(year, month, day, out days);
    }

    // Hours may have one digit, as in the spreadsheets that shop exports come from.
    private static bool TimeOfDay(ReadOnlySpan<byte> text, ref int at, out long timeOfDay)
    {
        timeOfDay = 0;
        long second = 0, milliseconds = 0;
        if (!Number(text, ref at, 2, out var hour) || !Literal(text, ref at, ':')) return false;
        if (!TwoDigits(text, ref at, out var minute)) return false;
        if (Literal(text, ref at, ':'))
        {
            if (!TwoDigits(text, ref at, out second)) return false;
            if ((Literal(text, ref at, '.') || Literal(text, ref at, ',')) && !Decimals(text, ref at, out milliseconds))
                return false;
        }
        timeOfDay = (((((hour * 60) + minute) * 60) + second) * 1000) + milliseconds;
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool Decimals(ReadOnlySpan<byte> text, ref int at, out long milliseconds)
    {
        milliseconds = 0;
        var start = at;
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
            if (at - start < 3) milliseconds = (milliseconds * 10) + (text[at] - '0');
        var digits = at - start;
        for (var i = digits; i < 3; i++) milliseconds *= 10;
        return digits > 0;
    }

    private static bool Zone(ReadOnlySpan<byte> zone, out bool hasZone, out long offset)
    {
        offset = 0;
        if (zone.Length > 0 && zone[0] == ' ') zone = zone[1..];
        hasZone = zone.Length > 0;
        if (!hasZone || zone is [(byte)'Z' or (byte)'z']) return true;
        if (zone.SequenceEqual("UTC"u8) || zone.SequenceEqual("GMT"u8)) return true;
        if (zone[0] is not ((byte)'+' or (byte)'-')) return false;
        var at = 1;
        if (!TwoDigits(zone, ref at, out var hours)) return false;
        long minutes = 0;
        if (at < zone.Length)
        {
            Literal(zone, ref at, ':');
            if (!TwoDigits(zone, ref at, out minutes) || at != zone.Length) return false;
        }
        offset = ((hours * 60) + minutes) * 60_000 * (zone[0] == '-' ? -1 : 1);
        return hours < 24 && minutes < 60;
    }

    // Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March.
    private static bool TryDays(long year, long month, long day, out long days)
    {
        days = 0;
        if (month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month)) return false;
        var shifted = month <= 2 ? year - 1 : year;
        var era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        days = (era * 146_097) + dayOfEra - 719_468;
        return true;
    }

    private static int DaysInMonth(long year, long month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool Literal(ReadOnlySpan<byte> text, ref int at, char literal)
    {
        if (at >= text.Length || text[at] != literal) return false;
        at++;
        return true;
    }

    private static bool TwoDigits(ReadOnlySpan<byte> text, ref int at, out long value)
    {
        var start = at;
        return Number(text, ref at, 2, out value) && at - start == 2;
    }

    private static bool Number(ReadOnlySpan<byte> text, ref int at, int maxDigits, out long value)
    {
        value = 0;
        var start = at;
        for (; at < text.Length && at - start < maxDigits && char.IsAsciiDigit((char)text[at]); at++)
            value = (value * 10) + (text[at] - '0');
        return at > start;
    }
}
