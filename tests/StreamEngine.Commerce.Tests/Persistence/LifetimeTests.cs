using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>Docs/domain.md, "Lifetime": who is forgotten, when, and what is left then.</summary>
public sealed class LifetimeTests
{
    private const long Day = EventTime.Day;
    private const long Start = (19_800 * Day) + (10 * EventTime.Hour);

    private static readonly ShopTime Time = new() { VisitorLifetimeMs = 90 * Day };

    /// <summary>When ada goes after an event at Start: on the day after, at a time of day that is hers.</summary>
    private static readonly long Expiry = ExpiryOf("visitor:ada");

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_visitor_who_does_not_come_back_is_forgotten_at_the_end_of_the_day(bool outOfMemory)
    {
        using var run = Run(outOfMemory);
        run.Feed(Click("ada", Start));
        run.AdvanceTo(Expiry);
        run.Save();
        Assert.Equal(0, run.Shop.Pipeline.Process.Expired);
        Assert.Equal(1, Customers(run));

        run.AdvanceTo(Expiry + 1);
        run.Save();
        Assert.Equal(1, run.Shop.Pipeline.Process.Expired);
        Assert.Equal(0, Customers(run));
        Assert.Equal(0, run.Shop.State.Size.StoredKeys);
    }

    [Fact]
    public void Each_event_begins_the_lifetime_anew()
    {
        using var run = Run(outOfMemory: true);
        run.Feed(Click("ada", Start));
        run.Feed(Click("ada", Start + (80 * Day)));
        run.AdvanceTo(Expiry + (79 * Day));
        Assert.Equal(0, run.Shop.Pipeline.Process.Expired);
        run.AdvanceTo(Expiry + (80 * Day) + 1);
        Assert.Equal(1, run.Shop.Pipeline.Process.Expired);
    }

    [Fact]
    public void Customers_buyers_and_who_spoke_of_consent_are_kept()
    {
        using var run = Run(outOfMemory: false);
        run.Feed(Click("known", Start, known: true));
        run.Feed(new EventData
        {
            Topic = EventTopic.Customers, Type = EventType.ConsentChanged, EventId = "c", EventTime = Start,
            AnonymousId = "spoke", Purpose = "marketing", Granted = false,
        });
        run.Feed(new EventData
        {
            Topic = EventTopic.Orders, Type = EventType.Placed, EventId = "o", EventTime = Start,
            AnonymousId = "bought", OrderId = "order",
        });
        run.AdvanceTo(Start + (900 * Day));
        run.Save();
        Assert.Equal(0, run.Shop.Pipeline.Process.Expired);
        Assert.Equal(3, Customers(run));
    }

    /// <summary>The event was taken in while the old state was there, and is folded after it went.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public void An_event_just_after_the_lifetime_begins_a_new_visitor(bool outOfMemory)
    {
        using var run = Run(outOfMemory);
        run.Feed(Click("ada", Start));
        run.AdvanceTo(Expiry - 5_000);
        run.Feed(Click("ada", Expiry + 2_000));
        run.AdvanceTo(Expiry + 60_000);
        Assert.Equal(1, run.Shop.Pipeline.Process.Expired);
        Assert.Equal(1, run.Shop.Pipeline.Process.Find("visitor:ada"u8)!.Log.Count);
        run.Save();
        Assert.Equal(1, Customers(run));
    }

    /// <summary>Memory is shrunk between the end of the old visitor and the first event of the new one.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public void What_waits_for_a_visitor_who_expired_finds_the_new_one(bool outOfMemory)
    {
        using var run = Run(outOfMemory);
        run.Feed(Click("eve", Start, known: true));
        run.Feed(Click("ada", Start));
        run.AdvanceTo(Expiry - 5_000);
        run.Feed(Click("ada", Expiry + 2_000));
        run.Feed(Click("ada", Expiry + 3_000));
        run.AdvanceTo(Expiry + 1);
        Assert.Equal(1, run.Shop.Pipeline.Process.Expired);
        run.Feed(Click("bob", Expiry + 1_500));
        run.Save();
        Assert.Equal(1, Customers(run));
        run.AdvanceTo(Expiry + 60_000);
        Assert.Equal(2, run.Shop.Pipeline.Process.Find("visitor:ada"u8)!.Log.Count);
        run.Save();
        Assert.Equal(3, Customers(run));
    }

    [Fact]
    public void Without_a_lifetime_nobody_is_forgotten()
    {
        using var run = new StateRun(new ShopPolicy(), new ShopTime());
        run.Feed(Click("ada", Start));
        run.AdvanceTo(EventTime.Max);
        run.Save();
        Assert.Equal(1, Customers(run));
    }

    [Fact]
    public void Visitors_of_one_day_do_not_go_at_one_moment()
    {
        var moments = Enumerable.Range(0, 1_000).Select(i => ExpiryOf($"visitor:v{i}")).ToHashSet();
        Assert.All(moments, static moment => Assert.InRange(moment, (19_800 + 91) * Day, ((19_800 + 92) * Day) - 1));
        Assert.True(moments.Count > 980, $"only {moments.Count} moments");
        using var run = Run(outOfMemory: true);
        for (var i = 0; i < 1_000; i++) run.Feed(Click($"v{i}", Start));
        run.AdvanceTo(((19_800 + 91) * Day) + (Day / 2));
        Assert.InRange(run.Shop.Pipeline.Process.Expired, 400, 600);
        run.AdvanceTo((19_800 + 92) * Day);
        Assert.Equal(1_000, run.Shop.Pipeline.Process.Expired);
    }

    private static long ExpiryOf(string key) =>
        ((19_800 + 91) * Day) + (long)(Hash128.Of(System.Text.Encoding.UTF8.GetBytes(key)).Low % (ulong)Day);

    private static StateRun Run(bool outOfMemory) =>
        new(new ShopPolicy(), Time, outOfMemory ? new StateTier(new MemoryStateStore(), 0) : null);

    private static int Customers(StateRun run) =>
        run.Records.Count(r => r.Key.StartsWith("01", StringComparison.Ordinal));

    private static EventData Click(string who, long time, bool known = false) => new()
    {
        Topic = EventTopic.Clickstream, Type = EventType.PageView, EventId = $"{who}-{time}", EventTime = time,
        AnonymousId = known ? null : who, CustomerId = known ? who : null,
    };
}
