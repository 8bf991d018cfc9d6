using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;
using KindPolicyOfOracle = StreamEngine.Oracle.Policy.KindPolicy;
using OraclePolicy = StreamEngine.Oracle.Policy.OraclePolicy;

namespace StreamEngine.Commerce.Tests.Policies;

/// <summary>
/// Docs/domain.md, "Policy changes": what is armed keeps the version under which it was armed; the version is on every
/// trigger and decision.
/// </summary>
public sealed class PolicyChangeTests
{
    private const long Start = 1_700_000_000_000;
    private const long Minute = 60_000;

    private static readonly ShopPolicy First = new()
    {
        Version = "one", Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed, FrequencyCap = null },
    };

    private const string Second = """
        {"version":"two","abandonment":{"cart":{"steps":["PT20M"]},"checkout":{"enabled":false}},
         "governance":{"consent":"assumed","frequencyCap":null,"minimumValue":50}}
        """;

    [Fact]
    public void What_is_armed_keeps_its_version_and_a_change_arms_by_the_new_one()
    {
        using var run = Run(
            run => run.Feed(Add("old", "a", 0, 10m)),
            run => run.AdvanceTo(Start + (10 * Minute)),
            run => run.Adopt(Second),
            run => run.Feed(Add("new", "b", 10, 10m)),
            run => run.Feed(Add("dear", "c", 10, 99m)));
        Assert.Equal(
            ["customer:dear fired 30 two", "customer:new suppressed 30 two", "customer:old fired 60 one"],
            Decided(run));
    }

    [Fact]
    public void A_late_event_goes_by_the_version_of_its_own_time()
    {
        using var run = Run(
            run => run.Feed(Add("a", "a", 0, 10m)),
            run => run.AdvanceTo(Start + (10 * Minute)),
            run => run.Adopt(Second),
            run => run.AdvanceTo(Start + (200 * Minute)),
            run => run.Feed(Add("a", "late", 5, 10m)));
        Assert.Equal(
            ["customer:a fired 60 one", "customer:a fired 65 one", "customer:a retracted 5 one"], Decided(run));
    }

    [Fact]
    public void A_kind_that_is_switched_off_arms_no_more_and_what_is_armed_is_still_ended_by_an_order()
    {
        using var run = Run(
            run => run.Feed(Add("a", "a", 0, 10m)),
            run => run.Feed(Step("a", "k", 5)),
            run => run.AdvanceTo(Start + (10 * Minute)),
            run => run.Adopt(Second),
            run => run.Feed(Order("a", "o", 20)));
        Assert.Equal(
            ["customer:a cancelled 20 one", "customer:a cancelled 5 one"], Decided(run));
    }

    [Fact]
    public void A_step_after_the_kind_was_switched_off_drops_what_was_armed()
    {
        using var run = Run(
            run => run.Feed(Add("a", "a", 0, 10m)),
            run => run.Feed(Step("a", "k", 5)),
            run => run.AdvanceTo(Start + (10 * Minute)),
            run => run.Adopt(Second),
            run => run.Feed(Step("a", "k2", 12)));
        Assert.Equal(["customer:a cancelled 5 one"], Decided(run));
    }

    [Fact]
    public void What_sessions_and_figures_were_made_by_cannot_change()
    {
        using var run = new EngineRun(First);
        var refusal = Assert.Throws<PolicyException>(() => run.Adopt(
            """{"timeZone":"Europe/Berlin","session":{"gap":"PT10M"},"bots":{"maxEvents":9}}"""));
        Assert.Equal(["timeZone", "session", "bots"], refusal.Violations.Select(v => v.Split(':')[0]));
        Assert.Equal("one", run.Tasks[0].Pipeline.Policies.Latest.Version);
    }

    /// <summary>The position of a version is a watermark: the order of arrival within the bound says nothing.</summary>
    [Fact]
    public void A_change_in_the_middle_gives_the_same_in_any_order_of_arrival() => Comparison.ForSeeds(25, seed =>
    {
        var options = new ShopOptions { OrderFree = true, Ill = false, MixedCurrencies = false };
        var (events, policy) = RandomShop.Generate(seed, options);
        var next = policy with
        {
            Version = "next",
            Abandonment = policy.Abandonment with
            {
                Cart = new KindPolicyOfOracle(!policy.Abandonment.Cart.Enabled, TimeSpan.FromMinutes(45)),
                Browse = new KindPolicyOfOracle(true, TimeSpan.FromMinutes(90)),
            },
        };
        var middle = events[events.Count / 2].EventTime;
        using var straight = RunChanged(events, policy, next, middle);
        using var shuffled = RunChanged(
            ArrivalOrder.WithinBound(events, seed, TimeSpan.FromSeconds(10)), policy, next, middle);
        Comparison.Same(seed, "decisions", straight.Output.Decisions, shuffled.Output.Decisions);
        Comparison.Same(seed, "triggers", straight.Output.Triggers, shuffled.Output.Triggers);
        Comparison.Same(seed, "sessions", straight.Output.Sessions, shuffled.Output.Sessions);
    });

    /// <summary>Before the first event that lies at or after that time, and with everything before it folded.</summary>
    private static EngineRun RunChanged(
        IReadOnlyList<EventData> events, OraclePolicy first, OraclePolicy next, long at)
    {
        var run = new EngineRun(OracleLines.PolicyOf(first));
        run.Feed(events.Where(e => e.EventTime < at));
        run.AdvanceTo(at);
        run.Adopt(next.ToJson());
        run.Feed(events.Where(e => e.EventTime >= at));
        run.Drain();
        return run;
    }

    private static EngineRun Run(params Action<EngineRun>[] steps)
    {
        var run = new EngineRun(First);
        foreach (var step in steps) step(run);
        run.Drain();
        return run;
    }

    private static IEnumerable<string> Decided(EngineRun run) => run.Output.Decisions.Select(line =>
    {
        var places = line.Split('|');
        var minute = (long.Parse(places[6], System.Globalization.CultureInfo.InvariantCulture) - Start) / Minute;
        return $"{places[0]} {places[7]} {minute} {places[9]}";
    }).Order(StringComparer.Ordinal);

    private static EventData Add(string customer, string id, int minute, decimal price)
    {
        var add = Event(EventTopic.Carts, EventType.Add, customer, id, minute);
        add.Lines.Add(new EventLine("p", null, 1, price));
        return add;
    }

    private static EventData Step(string customer, string id, int minute) =>
        Event(EventTopic.Carts, EventType.CheckoutStart, customer, id, minute);

    private static EventData Order(string customer, string id, int minute) =>
        Event(EventTopic.Orders, EventType.Placed, customer, id, minute);

    private static EventData Event(EventTopic topic, EventType type, string customer, string id, int minute) => new()
    {
        Topic = topic, Type = type, CustomerId = customer, EventId = id, EventTime = Start + (minute * Minute),
        Channel = Channel.Web,
    };
}
