using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// Random shops whose disorder stays within the bound: every line that the engine writes is a line of the oracle, which
/// recomputes everything from the complete input and shares no code with it.
/// </summary>
public sealed class InOrderTests
{
    [Fact]
    public void Everything_equals_the_oracle() => Comparison.ForSeeds(80, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        // Few enough values that some have no line of their own.
        if (seed % 3 == 0) policy = policy with { Kpis = policy.Kpis with { BreakdownValues = 1 + (seed % 2) } };
        Comparison.Describe(seed, events, policy);
        var expected = ShopOracle.Run(events, policy);
        Assert.Equal(0, expected.BehindWatermark);
        using var run = new EngineRun(OracleLines.PolicyOf(policy), partitions: 1 + (seed % 3));
        run.Feed(events);
        run.Drain();

        Comparison.Same(
            seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of), run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Comparison.Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
        Comparison.Same(seed, "KPIs", expected.Kpis.Select(OracleLines.Of)
            .Where(OracleLines.SaysSomething), run.Kpis().Where(OracleLines.SaysSomething));
    });

    [Fact]
    public void Arrival_within_the_bound_changes_nothing() => Comparison.ForSeeds(20, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        using var straight = Run(events, policy, 1);
        using var shuffled = Run(ArrivalOrder.WithinBound(events, seed, TimeSpan.FromSeconds(10)), policy, 2);
        Comparison.Same(seed, "sessions", straight.Output.Sessions, shuffled.Output.Sessions);
        Comparison.Same(seed, "decisions", straight.Output.Decisions, shuffled.Output.Decisions);
        Comparison.Same(seed, "triggers", straight.Output.Triggers, shuffled.Output.Triggers);
        Comparison.Same(seed, "KPIs", straight.Kpis(), shuffled.Kpis());
    });

    private static EngineRun Run(
        IEnumerable<Schemas.Events.EventData> events, StreamEngine.Oracle.Policy.OraclePolicy policy, int partitions)
    {
        var run = new EngineRun(OracleLines.PolicyOf(policy), partitions: partitions);
        run.Feed(events);
        run.Drain();
        return run;
    }
}
