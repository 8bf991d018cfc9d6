using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// A task that goes on from its records publishes what the task that was never stopped publishes, byte for byte, and
/// ends with the same records; wherever its customers were meanwhile.
/// </summary>
public sealed class GoingOnTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(70);

    /// <summary>So little memory that nearly every customer goes after each event.</summary>
    private const long TinyLimitBytes = 2_000;

    [Fact]
    public void A_task_goes_on_from_its_records() => Comparison.ForSeeds(60, seed =>
    {
        var (arrival, policy, time) = ShopOf(seed);
        using var whole = Whole(arrival, policy, time);
        using var first = new StateRun(policy, time);
        var cut = CutOf(arrival, seed);
        foreach (var next in arrival.Take(cut)) first.Feed(next);
        first.Save();
        using var second = first.Continue(policy, time);
        foreach (var next in arrival.Skip(cut)) second.Feed(next);
        Finish(second);
        Compare(seed, whole, second, [.. first.Published, .. second.Published], [.. first.Fates, .. second.Fates]);
    });

    [Fact]
    public void A_task_that_is_stopped_again_and_again_goes_on() => Comparison.ForSeeds(15, seed =>
    {
        var (arrival, policy, time) = ShopOf(seed);
        using var whole = Whole(arrival, policy, time);
        var published = new List<string>();
        var fates = new List<string>();
        var run = new StateRun(policy, time);
        for (var i = 0; i < arrival.Count; i++)
        {
            run.Feed(arrival[i]);
            if ((i + seed) % 5 != 0) continue;
            run.Save();
            var next = run.Continue(policy, time);
            published.AddRange(run.Published);
            fates.AddRange(run.Fates);
            run.Dispose();
            run = next;
        }

        Finish(run);
        Compare(seed, whole, run, [.. published, .. run.Published], [.. fates, .. run.Fates]);
        run.Dispose();
    });

    [Fact]
    public void Nothing_depends_on_which_customers_are_in_memory() => Comparison.ForSeeds(40, seed =>
    {
        var (arrival, policy, time) = ShopOf(seed);
        using var whole = Whole(arrival, policy, time);
        using var tight = new StateRun(policy, time, Tier());
        var evicted = 0L;
        for (var i = 0; i < arrival.Count; i++)
        {
            tight.Feed(arrival[i]);
            evicted = Math.Max(evicted, tight.Shop.State.Size.StoredKeys);
            if ((i + seed) % 11 == 0) tight.Save();
        }

        Assert.True(evicted > 0, "a customer was out of memory");
        Compare(seed, whole, Finish(tight), tight.Published, tight.Fates);
    });

    [Fact]
    public void A_task_goes_on_from_its_records_with_all_customers_out_of_memory() => Comparison.ForSeeds(25, seed =>
    {
        var (arrival, policy, time) = ShopOf(seed);
        using var whole = Whole(arrival, policy, time);
        using var first = new StateRun(policy, time, Tier());
        var cut = CutOf(arrival, seed);
        foreach (var next in arrival.Take(cut)) first.Feed(next);
        first.Save();
        using var second = first.Continue(policy, time, Tier());
        foreach (var next in arrival.Skip(cut)) second.Feed(next);
        Finish(second);
        Compare(seed, whole, second, [.. first.Published, .. second.Published], [.. first.Fates, .. second.Fates]);
    });

    private static (IReadOnlyList<EventData> Arrival, ShopPolicy Policy, ShopTime Time) ShopOf(int seed)
    {
        var (events, policy) = RandomShop.Generate(seed);
        var arrival = seed % 3 == 0 ? events : ArrivalOrder.WithinLateness(events, seed, Lateness);
        // Days instead of months, so that visitors expire within a random shop.
        var lifetime = seed % 2 == 0 ? EventTime.Max : 5 * EventTime.Day;
        return (arrival, OracleLines.PolicyOf(policy), new ShopTime { VisitorLifetimeMs = lifetime });
    }

    private static StateTier Tier() => new(new MemoryStateStore(), TinyLimitBytes);

    private static int CutOf(IReadOnlyList<EventData> arrival, int seed) =>
        (int)((uint)seed * 2_654_435_761u % arrival.Count);

    private static StateRun Whole(IEnumerable<EventData> arrival, ShopPolicy policy, ShopTime time)
    {
        var run = new StateRun(policy, time);
        foreach (var next in arrival) run.Feed(next);
        return Finish(run);
    }

    private static StateRun Finish(StateRun run)
    {
        // First up to the watermark, as the runs that were stopped did: on the way to the end of time, hours without
        // changes are not told.
        run.Save();
        run.AdvanceTo(EventTime.Max);
        run.Save();
        return run;
    }

    private static void Compare(
        int seed, StateRun whole, StateRun other, List<string> published, List<string> fates)
    {
        InOrder(seed, "outputs", whole.Published, published);
        Comparison.Same(seed, "fates", whole.Fates, fates);
        Comparison.Same(seed, "records", Lines(whole.Records), Lines(other.Records));
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> records) =>
        records.Select(r => $"{r.Key}={r.Value}");

    private static void InOrder(int seed, string what, List<string> expected, List<string> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
            if (expected[i] != actual[i])
                Assert.Fail($"seed {seed}: {what} differ at {i}.\nexpected {expected[i]}\nactual   {actual[i]}");
        if (expected.Count != actual.Count)
            Assert.Fail($"seed {seed}: {what} differ. {expected.Count} expected, {actual.Count} there");
    }
}
