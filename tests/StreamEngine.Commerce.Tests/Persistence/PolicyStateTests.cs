using System.Text;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Events;
using PolicyChange = StreamEngine.Oracle.Policy.PolicyChange;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// Versions of the policy are part of a task's state: it goes on by those that it was saved with, whatever policy it is
/// made with, and in whatever order its records come.
/// </summary>
public sealed class PolicyStateTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(70);

    /// <summary>So little memory that nearly every customer goes after each event.</summary>
    private const long TinyLimitBytes = 2_000;

    [Fact]
    public void A_task_goes_on_by_the_versions_that_it_was_saved_with() => Comparison.ForSeeds(60, seed =>
    {
        var shop = new VersionedShop(seed);
        using var whole = shop.New(shop.Policy);
        shop.Feed(whole, 0, shop.Arrival.Count);
        Finish(whole);

        using var first = shop.New(shop.Policy);
        var cut = (int)((uint)seed * 2_654_435_761u % shop.Arrival.Count);
        shop.Feed(first, 0, cut);
        first.Save();
        // Of the policy that it is made with counts what no version may change.
        using var second = first.Continue(shop.Other, shop.Time, shop.Tier());
        shop.Feed(second, cut, shop.Arrival.Count);
        Finish(second);
        Comparison.Same(seed, "outputs", whole.Published, [.. first.Published, .. second.Published]);
        Comparison.Same(seed, "fates", whole.Fates, [.. first.Fates, .. second.Fates]);
        Comparison.Same(seed, "records", Lines(whole), Lines(second));
    });

    [Fact]
    public void Nothing_is_left_of_the_policy_given_once_a_document_is_adopted() => Comparison.ForSeeds(40, seed =>
    {
        var shop = new VersionedShop(seed);
        using var one = shop.New(shop.Policy);
        using var other = shop.New(shop.Other);
        foreach (var run in new[] { one, other })
        {
            shop.Feed(run, 0, shop.Arrival.Count);
            Finish(run);
        }

        Comparison.Same(seed, "outputs", one.Published, other.Published);
        Comparison.Same(seed, "records", Lines(one), Lines(other));
    });

    [Fact]
    public void A_state_without_versions_goes_by_the_first_document_from_the_beginning_of_time()
    {
        var shop = new VersionedShop(11);
        using var former = new StateRun(shop.Policy, shop.Time);
        foreach (var next in shop.Arrival.Take(40)) former.Feed(next);
        former.Save();
        using var run = former.Continue(shop.Other, shop.Time);
        Assert.Null(run.Shop.InForce);
        Assert.False(run.Shop.IsInForce(PolicyDocument.Write(shop.Other)));
        run.Adopt(PolicyDocument.Write(shop.Policy));
        Assert.Equal(new PolicyInForce(shop.Policy.Version, EventTime.Min), run.Shop.InForce);
        Assert.True(run.Shop.IsInForce(PolicyDocument.Write(shop.Policy)));
    }

    /// <summary>Decisions are remembered for so long, which shows in the records of customers.</summary>
    [Fact]
    public void How_long_decisions_matter_is_a_matter_of_the_versions_alone()
    {
        var history = new PolicyHistory(new ShopPolicy
        {
            Abandonment = new AbandonmentPolicy { RecoveryWindowMs = 300 * EventTime.Day },
        });
        history.Adopt(PolicyDocument.Write(new ShopPolicy()), 5);
        Assert.Equal(7 * EventTime.Day, history.LookBackMs);
        history.Adopt("""{"governance":{"frequencyWindow":"P9D"}}"""u8.ToArray(), 7);
        history.Adopt("{}"u8.ToArray(), 9);
        Assert.Equal(9 * EventTime.Day, history.LookBackMs);
    }

    [Fact]
    public void A_version_at_the_time_of_the_one_before_replaces_it()
    {
        var shop = new VersionedShop(11);
        using var run = shop.New(shop.Policy);
        run.AdvanceTo(5_000);
        foreach (var version in new[] { "b", "c", "d" })
            run.Adopt(PolicyDocument.Write(shop.Other with { Version = version }));
        run.Save();
        Assert.Equal(new PolicyInForce("d", 5_000), run.Shop.InForce);
        Assert.Equal(2, run.Records.Keys.Count(static key => key.StartsWith("0302", StringComparison.Ordinal)));
        using var next = run.Continue(shop.Policy, shop.Time);
        Assert.Equal(new PolicyInForce("d", 5_000), next.Shop.InForce);
    }

    [Fact]
    public void A_basis_that_changed_is_refused_by_name()
    {
        var shop = new VersionedShop(11);
        using var run = shop.New(shop.Policy);
        foreach (var next in shop.Arrival.Take(40)) run.Feed(next);
        run.Save();
        var other = shop.Policy with { TimeZone = "Asia/Tokyo", Bots = new BotPolicy { MaxEvents = 7 } };
        var refusal = Assert.Throws<PolicyException>(() => run.Continue(other, shop.Time));
        Assert.Equal(["timeZone", "bots"], refusal.Violations.Select(static v => v.Split(':')[0]));
    }

    [Theory]
    [InlineData("0302", "a record is cut off|no known kind")]
    [InlineData("030201", "a version of the policy is missing")]
    public void Versions_that_are_not_whole_are_refused(string key, string message)
    {
        var shop = new VersionedShop(11);
        using var run = shop.New(shop.Policy);
        run.Save();
        var record = run.Records.Single(static r => r.Key.StartsWith("0302", StringComparison.Ordinal));
        run.Records.Remove(record.Key);
        run.Records.Add(key, record.Value);
        var refusal = Assert.Throws<StateFormatException>(() => run.Continue(shop.Policy, shop.Time));
        Assert.Contains(message.Split('|'), part => refusal.Message.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>
    /// Past every deadline, and not to the end of time: on the way there, what is told of hours without changes depends
    /// on how many customers come into memory at once.
    /// </summary>
    private static void Finish(StateRun run)
    {
        run.AdvanceTo(run.Shop.Pipeline.Process.Position + (60 * EventTime.Day));
        run.Save();
    }

    private static IEnumerable<string> Lines(StateRun run) => run.Records.Select(static r => $"{r.Key}={r.Value}");

    /// <summary>A random shop with versions of its policy at random positions, the first at its beginning.</summary>
    private sealed class VersionedShop
    {
        private readonly List<(int Position, byte[] Document)> _versions;
        private readonly int _seed;

        public VersionedShop(int seed)
        {
            _seed = seed;
            var (events, policy) = RandomShop.Generate(seed);
            Arrival = seed % 3 == 0 ? events : ArrivalOrder.WithinLateness(events, seed, Lateness);
            Policy = OracleLines.PolicyOf(policy);
            Other = OracleLines.PolicyOf(RandomVersions.Generate(seed + 1_000, policy, 1)[0].Policy) with
            {
                Version = "given",
            };
            var changes = RandomVersions.Generate(seed, policy, Arrival.Count);
            _versions = [(0, PolicyDocument.Write(Policy)), .. changes.Select(Written)];
        }

        public IReadOnlyList<EventData> Arrival { get; }

        public ShopPolicy Policy { get; }

        /// <summary>The same in all that no version may change, and in nothing else.</summary>
        public ShopPolicy Other { get; }

        public ShopTime Time { get; } = new();

        public StateTier? Tier() => _seed % 2 == 0 ? null : new StateTier(new MemoryStateStore(), TinyLimitBytes);

        /// <summary>A task made with that policy, which then takes the first document in.</summary>
        public StateRun New(ShopPolicy given)
        {
            var run = new StateRun(given, Time, Tier());
            run.Adopt(_versions[0].Document);
            return run;
        }

        public void Feed(StateRun run, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                foreach (var (_, document) in _versions.Skip(1).Where(v => v.Position == i)) run.Adopt(document);
                run.Feed(Arrival[i]);
            }
        }

        private static (int Position, byte[] Document) Written(PolicyChange change) =>
            (change.Position, PolicyDocument.Write(PolicyDocument.Parse(
                Encoding.UTF8.GetBytes(change.Policy.ToJson()))));
    }
}
