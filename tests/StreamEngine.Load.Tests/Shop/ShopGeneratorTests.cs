using System.Security.Cryptography;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Tests.Shop;

public sealed class ShopGeneratorTests
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    private static readonly ShopOptions Plain = new()
    {
        Events = 100_000, Customers = 10_000, Days = 3, DisorderSeconds = 0, Late = 0, Duplicates = 0, Broken = 0,
    };

    [Theory]
    [InlineData(1), InlineData(2), InlineData(17), InlineData(10_000)]
    public void Exactly_as_many_events_come_out_as_were_asked_for(long events)
    {
        Assert.Equal(events, new ShopGenerator(new ShopOptions { Events = events }).Events().LongCount());
        var disturbed = new ShopOptions { Events = events, Duplicates = 0.5, Late = 0.5, Broken = 0.5, Days = 0.1 };
        Assert.Equal(events, new ShopGenerator(disturbed).Events().LongCount());
    }

    [Fact]
    public void One_customer_suffices() =>
        Assert.Equal(5000, new ShopGenerator(Plain with { Customers = 1, Events = 5000 }).Events().LongCount());

    [Fact]
    public void The_same_options_give_the_same_bytes_and_another_seed_gives_others()
    {
        var options = new ShopOptions { Events = 30_000, Late = 0.01, Duplicates = 0.01, Broken = 0.01, Seed = 7 };
        var generator = new ShopGenerator(options);
        var first = Digest(generator);
        Assert.Equal(first, Digest(generator));
        Assert.Equal(first, Digest(new ShopGenerator(options)));
        Assert.NotEqual(first, Digest(new ShopGenerator(options with { Seed = 8 })));
    }

    /// <summary>
    /// Holds the bytes themselves, so that a processor or runtime that computes anything differently is seen.
    /// A deliberate change of the generator changes this value.
    /// </summary>
    [Fact]
    public void The_bytes_of_a_seed_are_the_same_on_every_machine() =>
        Assert.Equal(
            "5f51712560c974b02262afac299ec30f8c703ce73676472f834ccc8681f5b580",
            Digest(new ShopGenerator(new ShopOptions { Events = 20_000, Days = 30, Seed = 42 })));

    [Fact]
    public void Unbroken_events_meet_every_requirement_and_have_ids_of_their_own()
    {
        var ids = new HashSet<string>();
        foreach (var data in new ShopGenerator(Plain).Events())
        {
            Assert.Null(Requirements.Violation(data));
            Assert.True(ids.Add(data.EventId));
        }
    }

    [Fact]
    public void Every_known_type_of_event_occurs()
    {
        var options = Plain with { Events = 400_000, Customers = 40_000, Days = 30 };
        var seen = new ShopGenerator(options).Events().Select(data => data.Type).ToHashSet();
        Assert.Equal(Enum.GetValues<EventType>().Where(type => type != EventType.Unknown), seen.Order());
    }

    [Fact]
    public void Events_spread_over_the_days_asked_for_along_the_hours_of_the_day()
    {
        var byHour = new long[24];
        long firstMs = long.MaxValue, lastMs = 0;
        foreach (var data in new ShopGenerator(Plain with { Days = 7 }).Events())
        {
            firstMs = Math.Min(firstMs, data.EventTime);
            lastMs = Math.Max(lastMs, data.EventTime);
            byHour[data.EventTime / HourMs % 24]++;
        }
        Assert.InRange(firstMs, Plain.StartMs, Plain.StartMs + HourMs);
        Assert.InRange(lastMs - Plain.StartMs, 6.5 * DayMs, 7.5 * DayMs);
        Assert.True(byHour[18..21].Sum() > 3 * byHour[2..5].Sum());
    }

    [Fact]
    public void Most_people_come_once_and_few_come_often()
    {
        var days = new Dictionary<string, HashSet<long>>();
        foreach (var data in new ShopGenerator(Plain with { Days = 14 }).Events())
        {
            if (data.AnonymousId is not { } person) continue;
            if (!days.TryGetValue(person, out var seen)) days[person] = seen = [];
            seen.Add(data.EventTime / DayMs);
        }
        Assert.InRange(days.Values.Count(seen => seen.Count == 1) / (double)days.Count, 0.6, 0.95);
        Assert.Contains(days.Values, seen => seen.Count >= 10);
    }

    [Fact]
    public void Few_products_are_wanted_by_many()
    {
        var views = new Dictionary<string, int>();
        foreach (var data in new ShopGenerator(Plain).Events().Where(data => data.Type == EventType.ProductView))
            views[data.ProductId!] = views.GetValueOrDefault(data.ProductId!) + 1;
        var top = views.Values.OrderDescending().Take(100).Sum() / (double)views.Values.Sum();
        Assert.InRange(top, 0.25, 0.5);
        Assert.InRange(views.Count, 3000, 10_000);
    }

    [Fact]
    public void A_customer_pays_in_one_currency_and_lives_in_one_country()
    {
        var homes = new Dictionary<string, (string? Currency, string? Country)>();
        var currencies = new HashSet<string>();
        foreach (var data in new ShopGenerator(Plain).Events().Where(data => data.Lines.Count > 0))
        {
            var home = (data.Currency, data.Country);
            if (!homes.TryAdd(Requirements.Key(data), home)) Assert.Equal(homes[Requirements.Key(data)], home);
            currencies.Add(data.Currency!);
        }
        Assert.True(currencies.Count >= 8);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var wrong = new ShopOptions
        {
            Events = 0, Customers = 0, Days = 0, DisorderSeconds = -1, Late = 0.6, StartMs = 0,
        };
        var message = Assert.Throws<ArgumentException>(() => new ShopGenerator(wrong)).Message;
        foreach (var name in (string[])["events", "customers", "days", "disorder", "late", "start"])
            Assert.Contains(name, message, StringComparison.Ordinal);
    }

    private static string Digest(ShopGenerator generator)
    {
        using var stream = new MemoryStream();
        EventFile.Write(stream, generator.Events());
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }
}
