using StreamEngine.Load.Shop;

namespace StreamEngine.Load.Tests.Shop;

public sealed class DisturbanceTests
{
    private const long HourMs = 3_600_000;

    private static readonly ShopOptions Plain = new()
    {
        Events = 100_000, Customers = 10_000, Days = 5, DisorderSeconds = 0, Late = 0, Duplicates = 0, Broken = 0,
    };

    [Fact]
    public void Without_disorder_events_arrive_in_the_order_of_their_times() =>
        Assert.Equal(0, Lags(Plain).Max());

    [Fact]
    public void Disorder_is_there_and_stays_within_its_bound()
    {
        var lags = Lags(Plain with { Days = 0.2, DisorderSeconds = 3 });
        Assert.InRange(lags.Max(), 2000, 3000);
        Assert.InRange(lags.Count(lag => lag > 0) / (double)lags.Count, 0.3, 0.99);
    }

    [Fact]
    public void Late_events_have_their_share_and_some_of_them_miss_the_usual_allowance()
    {
        var lags = Lags(Plain with { DisorderSeconds = 2, Late = 0.02 });
        Assert.InRange(lags.Count(lag => lag >= 60_000) / (double)lags.Count, 0.016, 0.022);
        Assert.DoesNotContain(lags, lag => lag is > 2000 and < 30_000);
        Assert.Contains(lags, lag => lag > 72 * HourMs);
        Assert.True(lags.Max() <= 96 * HourMs);
    }

    [Fact]
    public void Second_copies_have_their_share_and_state_what_the_first_stated()
    {
        var first = new Dictionary<string, (long Time, string Key)>();
        var copies = 0;
        foreach (var data in new ShopGenerator(Plain with { Duplicates = 0.05 }).Events())
        {
            var stated = (data.EventTime, Requirements.Key(data));
            if (first.TryAdd(data.EventId, stated)) continue;
            Assert.Equal(first[data.EventId], stated);
            copies++;
        }
        Assert.InRange(copies / (double)first.Count, 0.045, 0.055);
    }

    [Fact]
    public void Broken_events_have_their_share_and_break_every_requirement()
    {
        var broken = new ShopGenerator(Plain with { Broken = 0.05 }).Events()
            .Select(data => Requirements.Violation(data) + (Faults.IsTorn(data) ? ", torn" : ""))
            .Where(violation => violation.Length > 0).ToList();
        Assert.InRange(broken.Count / (double)Plain.Events, 0.047, 0.053);
        Assert.Equal(
            [
                "implausible time", "missing eventId", "missing eventId, torn", "no identity", "price", "quantity",
                "unknown type",
            ],
            broken.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1.0, 0.0, 0.0), InlineData(0.5, 0.3, 0.5), InlineData(0.0, 0.7, 1.0)]
    public void Anonymous_people_have_their_share(double anonymous, double knownAtLeast, double knownAtMost)
    {
        var known = new Dictionary<string, bool>();
        foreach (var data in new ShopGenerator(Plain with { Anonymous = anonymous }).Events())
        {
            if (data.AnonymousId is not { } person) continue;
            known[person] = known.GetValueOrDefault(person) || data.CustomerId is not null;
        }
        Assert.InRange(known.Values.Count(is_ => is_) / (double)known.Count, knownAtLeast, knownAtMost);
    }

    /// <summary>How far each event's time lies behind the latest time seen before it, in milliseconds.</summary>
    private static List<long> Lags(ShopOptions options)
    {
        var lags = new List<long>();
        long latestMs = 0;
        foreach (var data in new ShopGenerator(options).Events())
        {
            latestMs = Math.Max(latestMs, data.EventTime);
            lags.Add(latestMs - data.EventTime);
        }
        return lags;
    }
}
