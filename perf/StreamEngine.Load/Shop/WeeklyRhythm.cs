namespace StreamEngine.Load.Shop;

/// <summary>When people shop: by the hour and weekday where they live, summed over the markets by UTC hour.</summary>
internal sealed class WeeklyRhythm
{
    private const int HoursAWeek = 168;

    /// <summary>The epoch fell on a Thursday; weeks here begin on Monday.</summary>
    private const int EpochHourOfWeek = 72;

    private static readonly int[] ByHour =
        [18, 10, 6, 4, 4, 6, 14, 28, 42, 52, 58, 60, 58, 56, 56, 58, 62, 68, 78, 92, 100, 94, 66, 36];

    private static readonly int[] ByWeekday = [102, 98, 96, 95, 92, 100, 117];

    private readonly int[] _cumulative = new int[HoursAWeek * Market.All.Length];

    public WeeklyRhythm()
    {
        for (var hour = 0; hour < HoursAWeek; hour++)
        {
            var sum = 0;
            for (var market = 0; market < Market.All.Length; market++)
            {
                var local = (hour + Market.All[market].UtcOffsetHours + HoursAWeek) % HoursAWeek;
                sum += Market.All[market].Weight * ByHour[local % 24] * ByWeekday[local / 24];
                _cumulative[hour * Market.All.Length + market] = sum;
            }
        }
    }

    /// <summary>How busy the shop is at that moment, in arbitrary units.</summary>
    public int WeightAt(long timeMs) => Row(timeMs)[^1];

    /// <summary>Draws the market that a visit at that moment comes from.</summary>
    public int PickMarket(long timeMs, SeededRandom random)
    {
        var row = Row(timeMs);
        var drawn = random.Below(row[^1]);
        var market = 0;
        while (row[market] <= drawn) market++;
        return market;
    }

    private ReadOnlySpan<int> Row(long timeMs)
    {
        var hour = (int)((timeMs / ShopLimits.HourMs + EpochHourOfWeek) % HoursAWeek);
        return _cumulative.AsSpan(hour * Market.All.Length, Market.All.Length);
    }
}
