using StreamEngine.Commerce.Policies;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Policies;

/// <summary>Docs/domain.md, "stale": the wall clock comes in as data, and only there does it count.</summary>
public sealed class StaleTests
{
    private const long Start = 1_700_000_000_000;
    private const long Hour = 3_600_000;

    private static readonly ShopPolicy Policy = new()
    {
        Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed },
    };

    [Theory]
    [InlineData(24 * Hour, "fired")]
    [InlineData((24 * Hour) + 1, "suppressed")]
    public void A_candidate_is_stale_when_it_is_older_than_a_day_on_the_wall_clock(long age, string outcome)
    {
        using var run = Armed(Policy);
        run.Tasks[0].Tick(Start + Hour + age);
        run.Drain();
        Assert.Equal([outcome], Outcomes(run));
    }

    [Fact]
    public void Without_a_wall_clock_nothing_is_stale()
    {
        using var run = Armed(Policy);
        run.Drain();
        Assert.Equal(["fired"], Outcomes(run));
    }

    [Fact]
    public void The_policy_switches_the_rule_off()
    {
        using var run = Armed(Policy with { Governance = Policy.Governance with { StaleAfterMs = null } });
        run.Tasks[0].Tick(Start + (1000 * Hour));
        run.Drain();
        Assert.Equal(["fired"], Outcomes(run));
    }

    [Fact]
    public void What_fired_in_time_is_not_taken_back_because_the_clock_went_on()
    {
        using var run = Armed(Policy);
        run.AdvanceTo(Start + (2 * Hour));
        run.Tasks[0].Tick(Start + (60 * Hour));
        run.Feed(new EventData
        {
            Topic = EventTopic.Clickstream, Type = EventType.PageView, CustomerId = "c", EventId = "late",
            EventTime = Start + 60_000,
        });
        run.Drain();
        Assert.Equal(["fired"], Outcomes(run));
    }

    private static EngineRun Armed(ShopPolicy policy)
    {
        var run = new EngineRun(policy);
        var add = new EventData
        {
            Topic = EventTopic.Carts, Type = EventType.Add, CustomerId = "c", EventId = "add", EventTime = Start,
        };
        add.Lines.Add(new EventLine("p", null, 1, 10m));
        run.Feed(add);
        return run;
    }

    private static IEnumerable<string> Outcomes(EngineRun run) => run.Output.Decisions.Select(d => d.Split('|')[7]);
}
