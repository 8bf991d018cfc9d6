using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// Docs/domain.md, "Policy changes", with random versions in the middle of random shops: line by line what the oracle
/// gives, which knows for each moment the version that was in force.
/// </summary>
public sealed class PolicyVersionTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(70);

    [Fact]
    public void Versions_in_the_middle_equal_the_oracle() => Comparison.ForSeeds(40, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        Same(seed, events, policy);
    }, 78, 1008481);

    [Fact]
    public void Versions_and_late_events_equal_the_oracle() => Comparison.ForSeeds(40, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        Same(seed, ArrivalOrder.WithinLateness(events, seed, Lateness), policy);
    });

    private static void Same(int seed, IReadOnlyList<EventData> arrival, OraclePolicy first)
    {
        var versions = RandomVersions.Generate(seed, first, arrival.Count);
        Comparison.Describe(seed, arrival, first, versions);
        var expected = ShopOracle.Run(arrival, first, new OracleOptions { PolicyChanges = versions });
        var history = new PublishedHistory();
        using var run = new EngineRun(OracleLines.PolicyOf(first), partitions: 1 + (seed % 3), also: history);
        for (var i = 0; i < arrival.Count; i++)
        {
            foreach (var version in versions.Where(v => v.Position == i)) run.Adopt(version.Policy.ToJson());
            run.Feed(arrival[i]);
        }

        run.Drain();
        Comparison.Same(seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of),
            run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Comparison.Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
        Comparison.Same(seed, "KPIs", Kpis(expected.Kpis.Select(OracleLines.Of)), Kpis(run.Kpis()));
        Comparison.Same(seed, "violations", [], history.Violations);
    }

    /// <summary>After a late event the recovery rate depends on what was published on the way.</summary>
    private static IEnumerable<string> Kpis(IEnumerable<string> lines) => lines.Where(OracleLines.SaysSomething)
        .Where(line => !line.StartsWith("recovery_rate|", StringComparison.Ordinal));
}
