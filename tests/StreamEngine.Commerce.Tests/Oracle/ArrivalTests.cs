using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// What must make no difference: batches, partitions, silence, and how far one topic runs ahead of another.
/// </summary>
public sealed class ArrivalTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(70);

    [Fact]
    public void Nothing_depends_on_where_a_batch_ends() => Comparison.ForSeeds(20, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        var arrival = ArrivalOrder.WithinLateness(events, seed, Lateness);
        using var whole = Run(arrival, policy);
        using var single = Run(arrival, policy, (run, _) => run.EndBatch());
        using var cut = Run(arrival, policy, (run, at) => { if (at % (2 + (seed % 7)) == 0) run.EndBatch(); });
        SameLines(seed, whole, single);
        SameLines(seed, whole, cut);
    });

    [Fact]
    public void Nothing_depends_on_the_number_of_partitions() => Comparison.ForSeeds(20, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed, new ShopOptions { Customers = 6, EventsPerCustomer = 25 });
        var arrival = ArrivalOrder.WithinLateness(events, seed, Lateness);
        using var one = Run(arrival, policy);
        using var several = Run(arrival, policy, partitions: 2 + (seed % 3));
        Same(seed, one, several);
        Comparison.Same(seed, "fates", one.Fates.Values.Select(OracleLines.Of),
            several.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "KPIs", one.Kpis(), several.Kpis());
    });

    [Fact]
    public void Silence_settles_what_is_due_and_nothing_else() => Comparison.ForSeeds(20, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        using var straight = Run(events, policy);
        using var paused = Run(events, policy, (run, at) =>
        {
            if (at % 3 == 0 && IsTime(events[at])) run.AdvanceTo(events[at].EventTime);
        });
        Same(seed, straight, paused);
        Comparison.Same(seed, "KPIs", straight.Kpis(), paused.Kpis());
    });

    [Fact]
    public void A_topic_may_run_ahead_of_the_others_by_any_time() => Comparison.ForSeeds(50, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        var arrival = ArrivalOrder.TopicByTopic(events, seed);
        Comparison.Describe(seed, arrival, policy);
        var expected = ShopOracle.Run(events, policy);
        using var run = new EngineRun(OracleLines.PolicyOf(policy), topicClocks: true);
        run.Feed(arrival);
        run.Drain();
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Comparison.Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
    });

    [Fact]
    public void What_claims_to_come_from_the_future_moves_nothing() => Comparison.ForSeeds(15, seed =>
    {
        var (events, policy) = RandomShop.Generate(seed);
        var options = new OracleOptions { ArrivalOf = position => ArrivalOf(events[position], position) };
        Comparison.Describe(seed, events, policy);
        var expected = ShopOracle.Run(events, policy, options);
        using var run = new EngineRun(OracleLines.PolicyOf(policy));
        for (var i = 0; i < events.Count; i++) run.Feed(events[i], ArrivalOf(events[i], i));
        run.Drain();
        Comparison.Same(seed, "fates", expected.Ledger.Verdicts.Select(OracleLines.Of),
            run.Fates.Values.Select(OracleLines.Of));
        Comparison.Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Comparison.Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
    });

    /// <summary>Every fifth claims to be five minutes ahead of its arrival, or a millisecond more than that.</summary>
    private static long ArrivalOf(EventData e, int position) =>
        e.EventTime - (position % 5 == 0 ? 300_000 + (position % 2) : 0);

    private static bool IsTime(EventData e) => e.EventTime is > 946_684_800_000 and < 4_102_444_800_000;

    private static EngineRun Run(
        IReadOnlyList<EventData> events, OraclePolicy policy, Action<EngineRun, int>? before = null, int partitions = 1)
    {
        var run = new EngineRun(OracleLines.PolicyOf(policy), partitions: partitions);
        for (var i = 0; i < events.Count; i++)
        {
            before?.Invoke(run, i);
            run.Feed(events[i]);
        }

        run.Drain();
        return run;
    }

    private static void Same(int seed, EngineRun one, EngineRun other)
    {
        Comparison.Same(seed, "sessions", one.Output.Sessions, other.Output.Sessions);
        Comparison.Same(seed, "decisions", one.Output.Decisions, other.Output.Decisions);
        Comparison.Same(seed, "triggers", one.Output.Triggers, other.Output.Triggers);
    }

    /// <summary>The same lines in the same order.</summary>
    private static void SameLines(int seed, EngineRun one, EngineRun other)
    {
        Same(seed, one, other);
        Comparison.Same(seed, "lines", Numbered(one), Numbered(other));
    }

    private static IEnumerable<string> Numbered(EngineRun run) =>
        run.Output.Sessions.Concat(run.Output.Decisions).Concat(run.Output.Triggers)
            .Select((line, i) => $"{i:d5} {line}");
}
