using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// What the state of a customer takes: most of what a worker stores and moves is customers like these.
/// </summary>
public sealed class TypicalCustomerTests(ITestOutputHelper output)
{
    private const long Start = 1_711_965_600_123;
    private const int MostBytes = 600;

    private static readonly ShopPolicy Policy = new()
    {
        Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed },
    };

    [Fact]
    public void A_customer_of_two_sessions_and_a_cart_takes_600_bytes()
    {
        using var run = new StateRun(Policy, new ShopTime());
        foreach (var next in TwoSessions()) run.Feed(next);
        var atWork = Measure(run, "in the second session");
        run.AdvanceTo(Start + (2 * EventTime.Day) + (40 * EventTime.Minute));
        var resting = Measure(run, "the session closed, the cart armed");
        run.AdvanceTo(Start + (3 * EventTime.Day));
        var reminded = Measure(run, "the cart's trigger fired");
        Assert.InRange(atWork, 100, MostBytes);
        Assert.InRange(resting, 100, MostBytes);
        Assert.InRange(reminded, 100, MostBytes);
    }

    [Fact]
    public void A_visitor_who_looked_around_once_takes_200_bytes()
    {
        using var run = new StateRun(Policy, new ShopTime());
        for (var i = 0; i < 4; i++) run.Feed(Click(i, Start + (i * 25 * EventTime.Second)));
        run.AdvanceTo(Start + EventTime.Day);
        Assert.InRange(Measure(run, "a visitor of four clicks"), 50, 200);
    }

    private int Measure(StateRun run, string what)
    {
        run.Save();
        var record = Assert.Single(run.Records, r => r.Key.StartsWith("01", StringComparison.Ordinal));
        var (key, value) = (record.Key.Length / 2, record.Value.Length / 2);
        output.WriteLine($"{what}: {value} bytes and a key of {key}");
        return key + value;
    }

    /// <summary>Six events, and two days later six more, three of which fill a cart.</summary>
    private static IEnumerable<EventData> TwoSessions()
    {
        for (var i = 0; i < 6; i++) yield return Click(i, Start + (i * 47 * EventTime.Second) + (i * 311));
        var second = Start + (2 * EventTime.Day);
        for (var i = 0; i < 3; i++)
        {
            yield return Click(10 + i, second + (i * 95 * EventTime.Second));
            yield return Add(20 + i, second + (i * 95 * EventTime.Second) + 12_345);
        }
    }

    private static EventData Click(int number, long time) => new()
    {
        Topic = EventTopic.Clickstream, Type = EventType.ProductView, EventId = $"click-{number}", EventTime = time,
        AnonymousId = Visitor, ProductId = $"SKU-{10_000 + number}", TimeZone = "Europe/Berlin", Country = "DE",
        UserAgent = "Mozilla/5.0", Url = $"https://shop.example/p/{number}", DwellMs = 4_000 + number,
    };

    private static EventData Add(int number, long time)
    {
        var add = new EventData
        {
            Topic = EventTopic.Carts, Type = EventType.Add, EventId = $"add-{number}", EventTime = time,
            AnonymousId = Visitor, CartId = "cart-7f3a91", Currency = "EUR",
        };
        add.Lines.Add(new EventLine($"SKU-{10_000 + number}", null, 1 + (number % 2), 19.99m + number));
        return add;
    }

    private const string Visitor = "5f0c2ab1-93d4-4b8e-9d6e-0d6b8a2f7c11";
}
