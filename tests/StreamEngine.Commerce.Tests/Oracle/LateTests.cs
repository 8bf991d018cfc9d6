using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>Random shops whose events come in any order within the allowed lateness, or beyond it.</summary>
public sealed class LateTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(70);

    /// <summary>
    /// Docs/domain.md, "Fine print": the last word on sessions and figures is that of the complete input in event-time
    /// order; no trigger stands that it lacks; one that it has and that does not stand was retracted or decided before.
    /// </summary>
    [Fact]
    public void What_stands_at_the_end_is_what_the_complete_input_gives() => Comparison.ForSeeds(80, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed, new ShopOptions { OrderFree = true });
        var arrival = ArrivalOrder.WithinLateness(events, seed, Lateness);
        Comparison.Describe(seed, arrival, policy);
        var expected = ShopOracle.Final(arrival, policy);
        using var run = new EngineRun(OracleLines.PolicyOf(policy), partitions: 1 + (seed % 2));
        run.Feed(arrival);
        run.Drain();

        Comparison.Same(
            seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of), run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of).Select(WithoutRevision),
            Last(run.Output.Sessions, line => Take(line, 2))
                .Where(line => !line.Contains("|merged|", StringComparison.Ordinal)).Select(WithoutRevision));
        Comparison.Same(seed, "KPIs",
            expected.Kpis.Where(k => k.Kpi != "recovery_rate").Select(OracleLines.Of).Where(OracleLines.SaysSomething),
            run.Kpis().Where(OracleLines.SaysSomething)
                .Where(l => !l.StartsWith("recovery_rate|", StringComparison.Ordinal)));
        var standing = Last(run.Output.Triggers, line => Take(line, 5))
            .Where(line => !line.Contains("|retracted|", StringComparison.Ordinal))
                .Select(line => Take(line, 5)).ToList();
        var wanted = expected.StandingTriggers.Select(t => Take(OracleLines.Of(t), 5)).ToList();
        Comparison.Same(seed, "wrongly standing triggers", [], Comparison.Minus(standing, wanted));
        var decided = run.Output.Decisions.Select(line => Take(line, 5)).ToHashSet();
        Comparison.Same(seed, "undecided triggers", [], wanted.Where(t => !decided.Contains(t)));
    }, 556, 6023);

    /// <summary>
    /// The oracle tells the story again after each late event and publishes the difference: line by line the same, and
    /// each id tells a story that its readers can follow.
    /// </summary>
    [Fact]
    public void Every_correction_on_the_way_equals_the_oracle() => Comparison.ForSeeds(80, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        SameOnTheWay(seed, ArrivalOrder.WithinLateness(events, seed, Lateness), policy);
    }, 299, 504, 951, 2531, 1001717, 1003009, 1003988, 1006946);

    [Fact]
    public void What_comes_beyond_the_lateness_changes_nothing() => Comparison.ForSeeds(25, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        SameOnTheWay(seed, ArrivalOrder.BeyondLateness(events, seed, TimeSpan.FromHours(72)), policy);
    }, 6333, 300312);

    /// <summary>Not a property of random shops alone: the checks above must have something to check.</summary>
    [Fact]
    public void Triggers_are_taken_back_and_recovered_in_random_shops()
    {
        var history = new PublishedHistory();
        for (var seed = 1; seed <= 20; seed++)
        {
            var (events, policy) = RandomShop.Generate(seed);
            using var run = new EngineRun(OracleLines.PolicyOf(policy), also: history);
            run.Feed(ArrivalOrder.WithinLateness(events, seed, Lateness));
            run.Drain();
        }

        Assert.True(history.Count is { Retracted: > 5, Recovered: > 20 }, $"{history.Count}");
    }

    private static void SameOnTheWay(
        int seed, IReadOnlyList<Schemas.Events.EventData> arrival, StreamEngine.Oracle.Policy.OraclePolicy policy)
    {
        Comparison.Describe(seed, arrival, policy);
        var expected = ShopOracle.Run(arrival, policy);
        var history = new PublishedHistory();
        using var run = new EngineRun(OracleLines.PolicyOf(policy), also: history);
        run.Feed(arrival);
        run.Drain();

        Comparison.Same(seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of),
            run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Comparison.Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
        Comparison.Same(seed, "violations", [], history.Violations);
    }

    private static IEnumerable<string> Last(IEnumerable<string> lines, Func<string, string> key) =>
        lines.GroupBy(key).Select(g => g.Last());

    private static string Take(string line, int places) => string.Join('|', line.Split('|').Take(places));

    private static string WithoutRevision(string line) => Take(line, line.Split('|').Length - 2);
}
