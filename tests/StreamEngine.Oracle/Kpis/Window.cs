using NodaTime;

namespace StreamEngine.Oracle.Kpis;

/// <summary>
/// A window of the policy's time zone; milliseconds, the end exclusive but for grain all (contract 3).
/// </summary>
internal sealed record Window(Grain Grain, long Start, long End)
{
    private static readonly long EndOfAll =
        new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static Window Of(Grain grain, long at, DateTimeZone zone)
    {
        if (grain == Grain.All) return new(grain, 0, EndOfAll);
        var local = Instant.FromUnixTimeMilliseconds(at).InZone(zone);
        if (grain is Grain.Minute or Grain.Hour)
        {
            var unit = grain == Grain.Minute ? NodaConstants.MillisecondsPerMinute : NodaConstants.MillisecondsPerHour;
            var start = at - (local.TickOfDay / NodaConstants.TicksPerMillisecond % unit);
            return new(grain, start, start + unit);
        }
        var first = grain == Grain.Day ? local.Date : new LocalDate(local.Year, local.Month, 1);
        var next = grain == Grain.Day ? first.PlusDays(1) : first.PlusMonths(1);
        return new(grain, StartOf(first, zone), StartOf(next, zone));
    }

    private static long StartOf(LocalDate date, DateTimeZone zone) =>
        zone.AtStartOfDay(date).ToInstant().ToUnixTimeMilliseconds();
}
