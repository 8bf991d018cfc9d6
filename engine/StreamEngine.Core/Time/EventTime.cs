using System.Globalization;

namespace StreamEngine.Core.Time;

/// <summary>Event time: milliseconds since 1970-01-01T00:00:00.000Z, as a plain number.</summary>
public static class EventTime
{
    /// <summary>Before every event: the value of a watermark that has seen nothing.</summary>
    public const long Min = long.MinValue;

    /// <summary>
    /// After every event: the watermark of a drained input, and the due time of a timer that never fires.
    /// </summary>
    public const long Max = long.MaxValue;

    /// <summary>Earliest plausible event time, 2000-01-01 (inclusive).</summary>
    public const long PlausibleFrom = 946_684_800_000;

    /// <summary>First implausible event time after it, 2100-01-01.</summary>
    public const long PlausibleUntil = 4_102_444_800_000;

    /// <summary>Milliseconds in a second, minute, hour and day.</summary>
    public const long Second = 1_000, Minute = 60_000, Hour = 3_600_000, Day = 86_400_000;

    /// <summary>True where the time lies in [2000-01-01, 2100-01-01).</summary>
    public static bool IsPlausible(long time) => time is >= PlausibleFrom and < PlausibleUntil;

    /// <summary>Formats as <c>2019-10-01T02:50:00.000Z</c>.</summary>
    public static string Format(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time)
        .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes the 24 bytes of <see cref="Format"/> as ASCII without allocating.</summary>
    public static void Format(long time, Span<byte> utf8) => DateTimeOffset.FromUnixTimeMilliseconds(time)
        .UtcDateTime.TryFormat(utf8, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time plus a duration, held at <see cref="Max"/> instead of overflowing; Min and Max stay.</summary>
    public static long Plus(long time, long duration)
    {
        if (time is Min or Max) return time;
        var sum = unchecked(time + duration);
        return duration > 0 && sum < time ? Max : duration < 0 && sum > time ? Min : sum;
    }
}
