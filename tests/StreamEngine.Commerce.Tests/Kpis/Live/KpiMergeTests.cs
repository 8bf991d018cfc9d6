using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.Time;
using StreamEngine.Oracle.Generation;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Kpis.Live;

/// <summary>
/// The tasks' shares, merged: in the end every line is the one that a replay of the same events writes.
/// </summary>
public sealed class KpiMergeTests
{
    private static readonly long Start = DateTimeOffset.Parse("2024-03-05T10:00:00Z").ToUnixTimeMilliseconds();

    [Fact]
    public void The_final_lines_are_those_of_a_replay() => ForShops((seed, policy, events, expected) =>
    {
        using var merged = new MergedShop(policy, 1 + (seed % 3));
        merged.Take(Shares(policy, events, 1 + (seed % 4), 1 + (seed % 3)));
        Comparison.Same(seed, "merged lines", expected, merged.Kpis());
    });

    [Fact]
    public void The_order_in_which_tasks_publish_changes_nothing() => ForShops((seed, policy, events, expected) =>
    {
        var random = new Random(seed);
        var waiting = Shares(policy, events, 3, 2).GroupBy(p => p.Source)
            .Select(g => new Queue<PublishedPartial>(g)).ToList();
        using var merged = new MergedShop(policy, 2);
        while (waiting.Count > 0)
        {
            var source = waiting[random.Next(waiting.Count)];
            for (var run = random.Next(1, 200); run > 0 && source.TryDequeue(out var next); run--) merged.Take(next);
            if (source.Count == 0) waiting.Remove(source);
        }

        Comparison.Same(seed, "merged lines", expected, merged.Kpis());
    });

    [Fact]
    public void A_restart_of_the_stage_from_its_state_changes_nothing() => ForShops((seed, policy, events, expected) =>
    {
        var shares = Shares(policy, events, 2, 2);
        using var straight = new MergedShop(policy, 2);
        straight.Take(shares);
        using var merged = new MergedShop(policy, 2);
        foreach (var part in shares.Chunk(1 + (shares.Count / 7)))
        {
            merged.Take(part);
            merged.Restart();
        }

        Comparison.Same(seed, "merged lines", expected, merged.Kpis());
        Comparison.Same(seed, "revisions", straight.Lines.Select(l => $"{l.Key} {l.Value.Revision}"),
            merged.Lines.Select(l => $"{l.Key} {l.Value.Revision}"));
    });

    [Fact]
    public void What_compaction_leaves_of_the_shares_suffices() => ForShops((seed, policy, events, expected) =>
    {
        var shares = Shares(policy, events, 3, 2);
        using var merged = new MergedShop(policy, 2);
        // Twice: shares are absolute, so that one that comes again changes nothing.
        var left = shares.AsEnumerable().Reverse().DistinctBy(p => (p.Target, p.Key)).Reverse().ToList();
        merged.Take(left);
        var published = merged.Published;
        merged.Take(left);
        Assert.Equal(published, merged.Published);
        Comparison.Same(seed, "merged lines", expected, merged.Kpis());
    });

    [Fact]
    public void Where_a_driver_cuts_time_does_not_show_in_what_is_published() => ForShops((seed, policy, events, _) =>
    {
        var whole = Shares(policy, events, 2, 2);
        var cut = Shares(policy, events, 2, 2, steps: 5);
        Comparison.Same(seed, "shares", whole.Select(Text), cut.Select(Text));
        Assert.Equal(whole.Select(Text), cut.Select(Text));
    });

    [Fact]
    public void A_restart_of_the_tasks_from_their_state_changes_no_share() => ForShops((seed, policy, events, _) =>
    {
        using var whole = new LiveShop(policy, 2, 2);
        using var parted = new LiveShop(policy, 2, 2);
        foreach (var part in events.Chunk(1 + (events.Count / 9)))
        {
            whole.Feed(part);
            whole.CatchUp();
            parted.Feed(part);
            parted.Restart();
        }

        whole.Drain();
        parted.Drain();
        Assert.Equal(whole.Partials.Select(Text), parted.Partials.Select(Text));
    });

    [Fact]
    public void A_record_that_is_taken_back_while_state_is_loaded_is_gone()
    {
        var policy = new ShopPolicy();
        using var shop = new LiveShop(policy, 1, 1);
        shop.Feed(View("a", 0));
        shop.Drain();
        using var merged = new MergedShop(policy, 1);
        merged.Take(shop.Partials);
        var published = merged.Published;
        Assert.True(merged.Windows > 0);
        merged.Restart(withdrawn: true);
        Assert.Equal(0, merged.Windows);
        Assert.Equal(published, merged.Published);
    }

    /// <summary>
    /// What fired under a policy may be recovered within its time, also once the next one has a shorter one; and what
    /// was final is not made provisional by a longer one.
    /// </summary>
    [Fact]
    public void A_recovery_rate_is_final_once_the_longest_time_of_any_policy_has_passed()
    {
        ShopPolicy Of(int days) => new()
        {
            Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed },
            Abandonment = new AbandonmentPolicy { RecoveryWindowMs = days * EventTime.Day },
        };
        using var shop = new LiveShop(Of(7), 1, 1);
        using var merged = new MergedShop(Of(7), 1);
        var add = new EventData
        {
            Topic = EventTopic.Carts, Type = EventType.Add, EventId = "add", EventTime = Start, AnonymousId = "a",
        };
        add.Lines.Add(new EventLine("lamp", null, 1, 5m));
        shop.Feed(add);
        var day = Start - (Start % EventTime.Day) + EventTime.Day;
        bool IsFinalAfter(int days, ShopPolicy policy)
        {
            var told = shop.Partials.Count;
            shop.AdvanceTo(0, day + (days * EventTime.Day) + EventTime.Hour);
            merged.Take(shop.Partials.Skip(told).ToList());
            merged.Restart(policy: policy);
            return merged.Lines.Values.Single(l => l.Kpi == "recovery_rate" && l.Grain == "day" && l.View == "event"
                && l.Breakdown is null).IsFinal;
        }

        // Beside the time of a recovery, three days of lateness.
        Assert.False(IsFinalAfter(1, Of(7)));
        Assert.False(IsFinalAfter(2, Of(1)));
        Assert.False(IsFinalAfter(9, Of(1)));
        Assert.True(IsFinalAfter(11, Of(30)));
        Assert.True(IsFinalAfter(12, Of(30)));
    }

    [Fact]
    public void The_figures_at_hand_are_those_of_the_newest_windows()
    {
        var policy = new ShopPolicy();
        using var shop = new LiveShop(policy, 2, 1);
        using var merged = new MergedShop(policy, 1);
        Assert.Empty(merged.Current());
        shop.Feed(View("a", 0));
        shop.Feed(View("b", 1));
        shop.Feed(View("c", 24 * 60));
        foreach (var source in new[] { 0, 1 }) shop.AdvanceTo(source, Start + (24 * EventTime.Hour) + EventTime.Hour);
        merged.Take(shop.Partials);
        string Sessions(Grain grain) => string.Join(';', merged.Current()
            .Where(f => f.Kpi == "sessions" && f.Grain == grain && f.View == "event").Select(f => f.Value));
        Assert.Equal("3", Sessions(Grain.All));
        Assert.Equal("3", Sessions(Grain.Month));
        Assert.Equal("1", Sessions(Grain.Day));
        // The hour ended just now: it is the newest that is complete.
        Assert.Equal("1", Sessions(Grain.Hour));
        Assert.Equal("", Sessions(Grain.Minute));
        Assert.DoesNotContain(merged.Current(), f => f.Kpi == "average_order_value");
    }

    [Fact]
    public void A_window_is_final_once_the_slowest_task_has_passed_what_can_still_change_it()
    {
        var policy = new ShopPolicy();
        using var shop = new LiveShop(policy, 2, 1);
        using var merged = new MergedShop(policy, 1);
        shop.Feed(View("a", 0));
        shop.Feed(View("b", 1));
        shop.Feed(View("c", 2));
        var passed = Start + (30 * EventTime.Minute) + EventTime.Minute + (74 * EventTime.Hour);
        shop.AdvanceTo(0, passed);
        merged.Take(shop.Partials);
        Assert.All(merged.Lines.Values, line => Assert.False(line.IsFinal));

        shop.Partials.Clear();
        shop.AdvanceTo(1, passed);
        merged.Take(shop.Partials);
        var minutes = merged.Lines.Values.Where(l => l.Kpi == "sessions" && l.Grain is "minute" or "hour").ToList();
        Assert.NotEmpty(minutes);
        Assert.All(minutes, line => Assert.True(line.IsFinal));
        Assert.All(merged.Lines.Values.Where(l => l.Grain is "month" or "all"), line => Assert.False(line.IsFinal));
    }

    [Fact]
    public void Windows_that_nothing_can_change_are_folded_into_coarser_ones()
    {
        var policy = new ShopPolicy();
        var events = new List<EventData>();
        for (var day = 0; day < 1300; day += 50)
            events.Add(Order("a" + (day % 3), $"o{day}", Start + (day * EventTime.Day)));
        using var shop = new LiveShop(policy, 2, 1);
        using var merged = new MergedShop(policy, 1);
        var most = 0;
        foreach (var next in events)
        {
            shop.Feed(next);
            for (var source = 0; source < 2; source++) shop.AdvanceTo(source, next.EventTime + EventTime.Day);
            merged.Take(shop.Partials);
            shop.Partials.Clear();
            if (next.EventTime == Start + (500 * EventTime.Day)) most = shop.Windows + merged.Windows;
        }

        Assert.InRange(shop.Windows + merged.Windows, 1, most * 13 / 10);
        shop.Drain();
        merged.Take(shop.Partials);
        using var replay = Replay(policy, events);
        Comparison.Same(0, "merged lines", replay.Kpis().Where(Counts), merged.Kpis().Where(Counts));
        static bool Counts(string line) => !line.StartsWith("sessions", StringComparison.Ordinal);
    }

    private static void ForShops(Action<int, ShopPolicy, IReadOnlyList<EventData>, IEnumerable<string>> property) =>
        Comparison.ForSeeds(15, seed =>
        {
            var (events, oraclePolicy) = RandomShop.Generate(seed);
            var policy = OracleLines.PolicyOf(oraclePolicy);
            if (seed % 3 == 0) policy = policy with { Kpis = policy.Kpis with { BreakdownValues = 1 + (seed % 2) } };
            using var replay = Replay(policy, events);
            property(seed, policy, events, replay.Kpis());
        });

    private static EngineRun Replay(ShopPolicy policy, IEnumerable<EventData> events)
    {
        var replay = new EngineRun(policy);
        replay.Feed(events);
        replay.Drain();
        return replay;
    }

    private static List<PublishedPartial> Shares(
        ShopPolicy policy, IEnumerable<EventData> events, int sources, int targets, int steps = 1)
    {
        using var shop = new LiveShop(policy, sources, targets) { Steps = steps };
        shop.Feed(events);
        shop.Drain();
        return shop.Partials;
    }

    private static string Text(PublishedPartial partial) =>
        $"{partial.Source} {partial.Target} {partial.Key} {Convert.ToHexString(partial.Value)}";

    private static EventData View(string visitor, int minute) => new()
    {
        Topic = EventTopic.Clickstream, Type = EventType.PageView, EventId = $"{visitor}{minute}",
        AnonymousId = visitor, EventTime = Start + (minute * EventTime.Minute),
    };

    private static EventData Order(string customer, string id, long time)
    {
        var order = new EventData
        {
            Topic = EventTopic.Orders, Type = EventType.Placed, EventId = id, OrderId = id, CustomerId = customer,
            EventTime = time, Channel = Channel.Phone, Campaign = id,
        };
        order.Lines.Add(new EventLine("p", null, 1, 10m));
        return order;
    }
}
