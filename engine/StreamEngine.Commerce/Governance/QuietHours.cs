using NodaTime;
using StreamEngine.Commerce.Policies;

namespace StreamEngine.Commerce.Governance;

/// <summary>
/// Hours in which nobody is reminded, in the customer's own time zone (docs/domain.md, "Quiet hours").
/// </summary>
public static class QuietHours
{
    /// <summary>
    /// The zone of that IANA name; null where it is none. The database is the one bundled with NodaTime.
    /// </summary>
    public static DateTimeZone? ZoneOf(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    /// <summary>
    /// The first moment from <paramref name="time"/> on that is not quiet; the time itself where it is not.
    /// </summary>
    public static long EndOf(QuietHoursPolicy quiet, long time, DateTimeZone zone)
    {
        if (!IsQuiet(quiet, time, zone)) return time;
        // The end is a local wall-clock time, so a change of the offset on the way moves it: walk over the zone's
        // offset intervals, in each of which local time runs evenly. Two days hold any quiet period.
        var instant = Instant.FromUnixTimeMilliseconds(time);
        for (var i = 0; i < MaxIntervals; i++)
        {
            var interval = zone.GetZoneInterval(instant);
            var local = LocalMs(instant, interval.WallOffset);
            var wait = local < quiet.EndMs ? quiet.EndMs - local : quiet.EndMs + MsPerDay - local;
            var end = instant.Plus(Duration.FromMilliseconds(wait));
            if (!interval.HasEnd || end < interval.End) return end.ToUnixTimeMilliseconds();
            if (!IsQuiet(quiet, interval.End.ToUnixTimeMilliseconds(), zone))
                return interval.End.ToUnixTimeMilliseconds();
            instant = interval.End;
        }

        return instant.ToUnixTimeMilliseconds();
    }

    private const long MsPerDay = 86_400_000;
    private const int MaxIntervals = 8;

    private static bool IsQuiet(QuietHoursPolicy quiet, long time, DateTimeZone zone)
    {
        var instant = Instant.FromUnixTimeMilliseconds(time);
        var local = LocalMs(instant, zone.GetUtcOffset(instant));
        return quiet.StartMs < quiet.EndMs
            ? local >= quiet.StartMs && local < quiet.EndMs
            : local >= quiet.StartMs || local < quiet.EndMs;
    }

    private static long LocalMs(Instant instant, Offset offset)
    {
        var local = (instant.ToUnixTimeMilliseconds() + offset.Milliseconds) % MsPerDay;
        return local < 0 ? local + MsPerDay : local;
    }
}
