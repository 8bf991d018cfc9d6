using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Workers;

public sealed class SwarmTests
{
    [Fact]
    public void Three_processes_under_every_kind_of_trouble_publish_what_the_oracle_says()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEEDS"), out var asked) ? asked : 40;
        var (crashes, troubles) = (0, 0);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var job = Run((ulong)seed);
            crashes += job.Crashes;
            troubles += job.Processes.Sum(static p => p.Client.Troubles);
        }

        Assert.True(crashes > seeds / 2 && troubles > seeds, $"only {crashes} crashes and {troubles} troubles hit");
    }

    [Fact]
    public void A_zombie_that_wakes_up_changes_nothing()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var job = new CountJob(seed);
            job.Write(500);
            var zombie = job.StartProcess("zombie");
            Assert.True(job.World.Run(() => zombie.Worker.Status.Counters.Commits > 3, 60_000));
            zombie.Client.StandsStillUntil = job.World.Now + 20_000;
            job.StartProcess("heir");
            job.World.Run(static () => false, CountJob.SessionTimeoutMs);
            job.Cluster.Expel("group", "zombie");
            Assert.True(job.RunToEnd(), CountJob.Describe(job));
            job.World.Run(static () => false, 30_000);
            job.AssertExact();
        }
    }

    [Fact]
    public void A_stop_in_order_leaves_a_snapshot_and_moves_no_time()
    {
        var job = new CountJob(3);
        job.Write(300);
        var first = job.StartProcess("one");
        Assert.True(job.World.Run(() => job.Output("seen").Count > 100, 60_000));
        first.Stop.Cancel();
        Assert.True(job.World.Run(() => first.Run.IsCompleted, 60_000));
        Assert.Equal(WorkerPhase.Stopped, first.Worker.Status.Phase);
        Assert.True(first.Worker.Status.Counters.Snapshots >= CountJob.Partitions);

        var second = job.StartProcess("one");
        Assert.True(job.World.Run(() => second.Worker.Status.WhyNotReady(job.World.Now) is null, 60_000));
        Assert.All(second.Worker.Status.Tasks, static t => Assert.Equal(0, t.Restore!.ReplayedRecords));
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    [Fact]
    public void A_replay_that_comes_out_differently_stands_still_and_publishes_nothing()
    {
        var job = new CountJob(5) { Snapshot = new() { EveryMs = 3_600_000 } };
        job.Write(300);
        var first = job.StartProcess("one");
        Assert.True(job.RunToEnd());
        first.Client.Kill();
        job.Cluster.Expel("group", "one");
        job.Pipeline = static () => new CountTask(CountJob.Gap, isWrong: true);
        var before = job.Output("closed");

        var second = job.StartProcess("one");
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Any(static t => t.Phase == TaskPhase.Parked),
            60_000));
        job.World.Run(static () => false, 120_000);
        var parked = second.Worker.Status.Tasks.First(static t => t.Phase == TaskPhase.Parked);
        Assert.Contains("another", parked.Reason, StringComparison.Ordinal);
        Assert.NotNull(second.Worker.Status.WhyNotReady(job.World.Now));
        Assert.True(second.Worker.Status.Counters.DigestMismatches > 0);
        Assert.Equal(before, job.Output("closed"));
    }

    [Fact]
    public void Another_logic_version_is_refused_by_name_where_there_is_something_to_replay()
    {
        var job = new CountJob(6) { Snapshot = new() { EveryMs = 3_600_000 } };
        job.Write(300);
        var first = job.StartProcess("one");
        Assert.True(job.World.Run(() => first.Worker.Status.Counters.Commits > 5, 60_000));
        first.Client.Kill();
        job.Cluster.Expel("group", "one");
        job.Pipeline = static () => new CountTask(CountJob.Gap, logicVersion: 2);
        var second = job.StartProcess("one");
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Any(static t => t.Phase == TaskPhase.Parked),
            60_000));
        Assert.Contains("logic version", second.Worker.Status.Tasks.First(static t =>
            t.Phase == TaskPhase.Parked).Reason,
            StringComparison.Ordinal);
    }

    /// <summary>Three processes under every kind of trouble, to the end.</summary>
    internal static CountJob Run(ulong seed, int events = 400, Action<CountJob>? prepare = null)
    {
        var chance = new Chance(seed * 7919);
        var isOver = false;
        var job = new CountJob(seed, (_, _) => isOver || !chance.Hits(8) ? LogTrouble.None
            : (LogTrouble)(1 + chance.Below(4)));
        prepare?.Invoke(job);
        job.Write(events, withMalformed: true);
        job.StartProcess("a");
        job.StartProcess("b");
        job.Supervise();
        var churn = ChurnAsync(job, chance, () => isOver);
        job.World.Run(() => false, 20_000);
        isOver = true;
        Assert.True(job.RunToEnd(), $"seed {seed}: {CountJob.Describe(job)}");
        Assert.True(churn.IsCompleted || !churn.IsFaulted, $"seed {seed}: {churn.Exception}");
        try
        {
            job.AssertExact();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
        }

        return job;
    }

    /// <summary>A third process comes and goes in order.</summary>
    private static async Task ChurnAsync(CountJob job, Chance chance, Func<bool> isOver)
    {
        while (!isOver())
        {
            await job.World.WaitAsync(500 + chance.Below(3_000)).ConfigureAwait(false);
            var guest = job.StartProcess("guest");
            await job.World.WaitAsync(500 + chance.Below(4_000)).ConfigureAwait(false);
            await guest.Stop.CancelAsync().ConfigureAwait(false);
            await job.World.WaitAsync(CountJob.SessionTimeoutMs).ConfigureAwait(false);
            job.Cluster.Expel("group", "guest");
            guest.Client.Kill();
        }
    }
}
