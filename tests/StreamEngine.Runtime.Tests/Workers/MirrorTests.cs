using StreamEngine.Core.State;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.Runtime.Tests.Workers;

/// <summary>Restores from copies of snapshots on the machines of the processes, whatever is left of those.</summary>
public sealed class MirrorTests
{
    [Fact]
    public void Three_processes_with_mirrors_on_disks_that_crash_publish_what_the_oracle_says()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEEDS"), out var asked) ? asked : 12;
        var (fromMirror, refused) = (0, 0);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var machines = new Machines(seed);
            var job = SwarmTests.Run((ulong)seed, 1_500, job =>
            {
                job.Mirrors = machines.Restart;
                job.Snapshot = job.Snapshot with { EveryMs = 200 };
            });
            // Damage is found before anything is believed: no restore gets as far as to come out differently.
            Assert.DoesNotContain(job.Trace, static line =>
                line.Contains("mirror: Replaying", StringComparison.Ordinal));
            fromMirror += Count(job, "from the mirror");
            refused += Count(job, "mirror: ");
        }

        Assert.True(fromMirror > seeds && refused > seeds / 4,
            $"only {fromMirror} restores from a mirror, {refused} refused");
    }

    [Fact]
    public void A_restart_reads_the_mirror_and_little_of_the_changelog()
    {
        var (job, machines) = Stopped();
        var second = Started(job, machines);
        Assert.All(second.Worker.Status.Tasks, static t => Assert.True(t.Restore!.FromMirror));
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    [Fact]
    public void What_the_mirror_holds_is_not_read_from_the_changelog_once_more()
    {
        var machines = new Machines(5) { Crash = CrashKind.KeepAll };
        var job = new CountJob(5)
        {
            Mirrors = machines.Restart, Snapshot = new() { EveryMs = 200, SharePercent = 100 },
        };
        job.Write(300);
        var process = job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        _ = SettleWith(job, process, keys: 0, after: new long[CountJob.Partitions]);
        var before = BytesOfMirrors(machines);
        process.Client.Kill();
        job.Cluster.Expel("group", "one");
        process = Started(job, machines);
        Assert.All(process.Worker.Status.Tasks, static t => Assert.True(t.Restore is { StateRecords: > 0 }));
        // What is read from the changelog is added to the mirror.
        Assert.Equal(before, BytesOfMirrors(machines));
    }

    [Fact]
    public void After_a_restart_with_something_to_replay_the_mirror_is_kept_up()
    {
        var (job, machines) = Stopped();
        var second = Started(job, machines);
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        _ = SettleWith(job, second, keys: 0, [.. second.Worker.Status.Tasks.Select(static t => t.Snapshot!.Sequence)]);
        var before = BytesOfMirrors(machines);
        second.Client.Kill();
        job.Cluster.Expel("group", "one");
        _ = Started(job, machines);
        Assert.Equal(before, BytesOfMirrors(machines));
    }

    /// <summary>Tasks that were somebody else's for a moment, with mirrors that lack a snapshot.</summary>
    [Fact]
    public void A_task_that_comes_back_does_not_go_on_with_a_mirror_that_lacks_a_snapshot()
    {
        var machines = new Machines(6) { Crash = CrashKind.KeepAll };
        var job = new CountJob(6)
        {
            Mirrors = machines.Restart, Snapshot = new() { EveryMs = 200, SharePercent = 100 },
        };
        job.Write(300);
        var one = job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        var ends = SettleWith(job, one, keys: 0, after: new long[CountJob.Partitions]);
        var start = job.World.Now + 2 * 3_600_000;
        var disk = machines.Of("one");
        var changes = disk.Changes;
        job.WriteToEach(start);
        job.WriteToEach(start + 2_000);
        ends = SettleWith(job, one, keys: 1, ends);
        // The sessions end, and the mirror of the last task, which the next member gets, misses it.
        var ofTask = (disk.Changes - changes) / CountJob.Partitions;
        disk.Faults = new FaultPlan(FaultKind.Fail, AtChange: disk.Changes + (2 * ofTask) + 1);
        job.BeatEach(start + 3_600_000);
        ends = SettleWith(job, one, keys: 0, ends);
        Assert.Equal(1, Count(job, "task 2: mirror: "));
        var two = job.StartProcess("two");
        Assert.True(job.World.Run(() => two.Worker.Status.Tasks.Count > 0, 60_000), CountJob.Describe(job));
        two.Client.Kill();
        job.Cluster.Expel("group", "two");
        Assert.True(job.World.Run(
            () => Count(job, "task 2: Suspended -> Running") > 0, 60_000), CountJob.Describe(job));
        job.BeatEach(start + 2 * 3_600_000);
        _ = SettleWith(job, one, keys: 0, ends);
        one.Client.Kill();
        job.Cluster.Expel("group", "one");
        var again = Started(job, machines);
        Assert.All(again.Worker.Status.Tasks, static t => Assert.Equal(0, t.State!.Value.ResidentKeys));
    }

    [Fact]
    public void A_damaged_mirror_is_thrown_away_and_the_changelog_read()
    {
        var (job, machines) = Stopped();
        var disk = machines.Of("one");
        foreach (var path in disk.Paths.Where(p => p.Contains("segment", StringComparison.Ordinal)).ToList())
            disk.Corrupt(path, disk.Content(path).Length / 2, 0x10);
        var second = Started(job, machines);
        Assert.All(second.Worker.Status.Tasks, static t => Assert.False(t.Restore!.FromMirror));
        Assert.Equal(CountJob.Partitions, Count(job, "fails its hash"));
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    /// <summary>Keys that went before the last snapshot, whose records the changelog would tell once more.</summary>
    [Fact]
    public void What_is_no_more_does_not_come_back()
    {
        var machines = new Machines(4) { Crash = CrashKind.KeepAll };
        var job = new CountJob(4)
        {
            Mirrors = machines.Restart, Snapshot = new() { EveryMs = 200, SharePercent = 100 },
        };
        job.Write(300);
        var first = job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        var ends = SettleWith(job, first, keys: 0, after: new long[CountJob.Partitions]);
        // The second one moves time past the first.
        job.WriteToEach(job.World.Now + 2 * 3_600_000);
        job.WriteToEach(job.World.Now + 2 * 3_600_000 + 2_000);
        _ = SettleWith(job, first, keys: 1, ends);
        first.Client.Kill();
        job.Cluster.Expel("group", "one");
        var second = Started(job, machines);
        Assert.All(second.Worker.Status.Tasks, static t =>
            Assert.Equal((true, 1), (t.Restore!.FromMirror, t.State!.Value.ResidentKeys)));
    }

    /// <summary>Runs until each task has so many keys and a snapshot of them; returns the snapshots' numbers.</summary>
    private static long[] SettleWith(CountJob job, CountJob.Process process, int keys, long[] after)
    {
        Assert.True(job.World.Run(
            () => process.Worker.Status.Tasks.All(t => t.State!.Value.ResidentKeys == keys && t.ChangedBytes == 0
                && t.Snapshot is { } snapshot && snapshot.Sequence > after[t.Partition]), 60_000),
            CountJob.Describe(job));
        return [.. process.Worker.Status.Tasks.Select(static t => t.Snapshot!.Sequence)];
    }

    /// <summary>The state that a mirror holds is no other's: offsets that fit, content that does not.</summary>
    [Fact]
    public async Task A_mirror_that_leads_to_another_output_is_thrown_away_and_the_changelog_read()
    {
        var (job, machines) = Stopped();
        // A session that nobody had, to be closed soon.
        await machines.ForgeAsync("one", new MirrorIdentity("simulated", "group", "changelog", "id of changelog", 0),
            CountJob.Partitions, "nobody"u8.ToArray(), static snapshot =>
                [.. new byte[8], .. BitConverter.GetBytes(snapshot.Watermark + 1), .. new byte[16]]);
        var second = Started(job, machines);
        Assert.All(second.Worker.Status.Tasks, static t => Assert.False(t.Restore!.FromMirror));
        Assert.True(Count(job, "mirror: ") > 0);
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    [Fact]
    public void A_disk_that_fails_costs_the_mirror_and_nothing_else()
    {
        var job = new CountJob(11);
        var machines = new Machines(11) { Options = Machines.Small with { Wait = new FileWait(3, static _ => { }) } };
        job.Mirrors = name =>
        {
            var mirrors = machines.Restart(name);
            machines.Of(name).Faults = new FaultPlan(FaultKind.Fail, AtChange: 20);
            return mirrors;
        };
        job.Write(2_000);
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
        Assert.Equal(1, machines.Of("one").FaultsHit);
        Assert.Equal(1, Count(job, "mirror: "));
    }

    /// <summary>A process that was stopped in the middle of its work, with something to replay.</summary>
    private static (CountJob Job, Machines Machines) Stopped()
    {
        var machines = new Machines(3) { Crash = CrashKind.KeepAll };
        var job = new CountJob(3) { Mirrors = machines.Restart };
        job.Write(2_000);
        var first = job.StartProcess("one");
        Assert.True(job.World.Run(() => first.Worker.Status.Tasks.Count == CountJob.Partitions
            && first.Worker.Status.Tasks.All(static t => t.Snapshot is { Sequence: > 20 }), 60_000));
        var commits = first.Worker.Status.Counters.Commits;
        Assert.True(job.World.Run(() => first.Worker.Status.Counters.Commits > commits + 2, 60_000));
        first.Client.Kill();
        job.Cluster.Expel("group", "one");
        job.Trace.Clear();
        return (job, machines);
    }

    private static CountJob.Process Started(CountJob job, Machines machines)
    {
        Assert.NotEmpty(machines.Of("one").Paths);
        var second = job.StartProcess("one");
        bool IsReady() => second.Worker.Status.WhyNotReady(job.World.Now) is null;
        Assert.True(job.World.Run(() => IsReady() && second.Worker.Status.Tasks.Count > 0, 60_000),
            CountJob.Describe(job));
        return second;
    }

    private static long BytesOfMirrors(Machines machines) => machines.Of("one").Paths
        .Where(static p => p.Contains("segment", StringComparison.Ordinal))
        .Sum(p => (long)machines.Of("one").Content(p).Length);

    private static int Count(CountJob job, string what) =>
        job.Trace.Count(line => line.Contains(what, StringComparison.Ordinal));
}
