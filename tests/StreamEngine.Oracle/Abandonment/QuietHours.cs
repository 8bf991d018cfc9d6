using NodaTime;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Abandonment;

/// <summary>
/// Domain 5, quiet hours: local wall-clock time in [start, end), over midnight when end is before start.
/// </summary>
internal static class QuietHours
{
    /// <summary>The moment itself where it is not quiet, else the first later moment that is not.</summary>
    public static long FirstNotQuiet(long moment, DateTimeZone zone, QuietHoursPolicy policy)
    {
        if (policy.Start == policy.End) throw new ArgumentException("Quiet hours of equal start and end are refused.");
        if (!IsQuiet(moment, zone, policy)) return moment;
        // Quiet turns into not quiet only where the wall clock shows the end, or where the clock is changed.
        return Changes(moment, zone, policy).Where(m => m > moment && !IsQuiet(m, zone, policy)).Min();
    }

    private static bool IsQuiet(long moment, DateTimeZone zone, QuietHoursPolicy policy)
    {
        var local = Instant.FromUnixTimeMilliseconds(moment).InZone(zone).TimeOfDay.TickOfDay;
        return policy.Start < policy.End
            ? local >= policy.Start.Ticks && local < policy.End.Ticks
            : local >= policy.Start.Ticks || local < policy.End.Ticks;
    }

    private static IEnumerable<long> Changes(long moment, DateTimeZone zone, QuietHoursPolicy policy)
    {
        var from = Instant.FromUnixTimeMilliseconds(moment);
        var date = from.InZone(zone).Date;
        var end = LocalTime.FromTicksSinceMidnight(policy.End.Ticks);
        for (var day = -1; day <= 3; day++)
        {
            var mapping = zone.MapLocal(date.PlusDays(day).At(end));
            if (mapping.Count == 0) continue;
            yield return mapping.First().ToInstant().ToUnixTimeMilliseconds();
            yield return mapping.Last().ToInstant().ToUnixTimeMilliseconds();
        }
        foreach (var interval in zone.GetZoneIntervals(from, from + Duration.FromDays(3)))
        {
            if (interval.HasStart) yield return interval.Start.ToUnixTimeMilliseconds();
        }
    }
}
