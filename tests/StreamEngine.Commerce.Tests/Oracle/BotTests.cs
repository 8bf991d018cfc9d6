using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// Random shops with bursts of clicks that are just enough, or one too few, for a bot: mostly at the default limit of
/// 300 events. Long inputs for the oracle, hence few seeds.
/// </summary>
public sealed class BotTests
{
    private static readonly ShopOptions Options = new()
    {
        Customers = 2, EventsPerCustomer = 20, Bursts = 1,
        // A refused click would make each burst one too few.
        Ill = false,
    };

    [Fact]
    public void Bursts_in_order_equal_the_oracle() => Comparison.ForSeeds(12, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed, Options);
        Same(seed, events, policy);
    });

    [Fact]
    public void Bursts_within_the_lateness_equal_the_oracle() => Comparison.ForSeeds(6, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed, Options);
        Same(seed, ArrivalOrder.WithinLateness(events, seed, TimeSpan.FromHours(70)), policy);
    }, 2000474);

    /// <summary>The checks above must have something to check.</summary>
    [Fact]
    public void Bots_are_told_at_the_default_limit_in_random_shops()
    {
        var (told, justNot) = (0, 0);
        for (var seed = 1; seed <= 12; seed++)
        {
            var (events, policy) = RandomShop.Generate(seed, Options);
            if (policy.Bots.MaxEvents != new StreamEngine.Oracle.Policy.BotPolicy().MaxEvents) continue;
            var sessions = ShopOracle.Run(events, policy).Sessions.Where(s => s.EventCount > 299).ToList();
            told += sessions.Count(s => s.Bot);
            justNot += sessions.Count(s => !s.Bot);
        }

        Assert.True(told > 0 && justNot > 0, $"{told} bots, {justNot} just not");
    }

    private static void Same(
        int seed, IReadOnlyList<EventData> arrival, StreamEngine.Oracle.Policy.OraclePolicy policy)
    {
        Comparison.Describe(seed, arrival, policy);
        var expected = ShopOracle.Run(arrival, policy);
        using var run = new EngineRun(OracleLines.PolicyOf(policy));
        run.Feed(arrival);
        run.Drain();
        Comparison.Same(seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of),
            run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Comparison.Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
    }
}
