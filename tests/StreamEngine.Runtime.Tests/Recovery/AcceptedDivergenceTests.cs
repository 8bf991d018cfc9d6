using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Runtime.Workers;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Recovery;

/// <summary>
/// A task whose replay would come out differently stands still until an operator accepts exactly that; then it goes on,
/// and nothing is said twice.
/// </summary>
public sealed class AcceptedDivergenceTests
{
    private static readonly SnapshotOptions Rare = new()
    {
        EveryMs = 3_600_000, ReplayMs = 3_600_000, ChangedBytes = long.MaxValue,
    };

    [Fact]
    public void What_diverges_is_shown_and_once_accepted_the_task_goes_on_and_says_nothing_twice()
    {
        var job = Diverging(5, static () => new CountTask(CountJob.Gap, isWrong: true));
        var (closed, seen) = (job.Output("closed"), job.Output("seen"));
        var second = job.StartProcess("two");
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Count(IsParked) == CountJob.Partitions, 60_000),
            CountJob.Describe(job));
        for (var task = 0; task < CountJob.Partitions; task++)
        {
            var found = Probe(job, task).Divergence!;
            Assert.True(found is { From: 1, UpTo: > 1, OtherLogic: 0, Differing: > 0 }, found.ToString());
            Assert.EndsWith(", output", found.First, StringComparison.Ordinal);
            Accept(job, task, found);
        }

        // Nobody restarts the process: its tasks look into their journals now and then.
        Assert.True(job.World.Run(() => second.Worker.Status.WhyNotReady(job.World.Now) is null, 60_000),
            CountJob.Describe(job));
        Assert.All(second.Worker.Status.Tasks, static t => Assert.True(t.Restore!.Accepted!.Differing > 0));
        // Of each task two events beyond the heartbeat that ended everything; later ones let them be seen and closed.
        job.WriteToEach(job.World.Now + 7_200_000);
        job.WriteToEach(job.World.Now + 10_800_000);
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        Assert.Equal(seen.Count + (2 * CountJob.Partitions), job.Output("seen").Count);
        Assert.Equal(closed.Count + CountJob.Partitions, job.Output("closed").Count);
        Assert.Empty(closed.Except(job.Output("closed")));
        Assert.True(job.World.Run(() => second.Worker.Status.Counters.Snapshots >= CountJob.Partitions, 60_000));

        // It is a snapshot's now: nothing is replayed that has to be accepted.
        Kill(job, second);
        var third = job.StartProcess("three");
        Assert.True(job.World.Run(() => third.Worker.Status.WhyNotReady(job.World.Now) is null, 60_000));
        Assert.All(third.Worker.Status.Tasks, static t => Assert.Null(t.Restore!.Accepted));
    }

    [Fact]
    public void Where_nothing_diverges_there_is_nothing_to_accept()
    {
        var job = Diverging(6, static () => new CountTask(CountJob.Gap));
        Assert.All(Enumerable.Range(0, CountJob.Partitions), task =>
            Assert.True(Probe(job, task) is { Divergence: null, Accepted: null, Entries: > 0, Records: > 0 }));
    }

    [Fact]
    public void A_probe_disturbs_nobody_and_is_not_disturbed_by_a_task_at_work()
    {
        var job = new CountJob(9);
        job.Write(400, withMalformed: true);
        job.StartProcess("one");
        Assert.True(job.World.Run(() => job.Output("seen").Count > 50, 60_000), CountJob.Describe(job));
        var (moving, whole) = (0, 0);
        while (!job.IsWritten)
        {
            job.World.Run(static () => false, 20);
            for (var task = 0; task < CountJob.Partitions; task++)
            {
                var report = Probe(job, task, slownessMs: 40);
                Assert.True(report is { Divergence: null, Accepted: null, StateRecords: >= 0 }, report.ToString());
                if (report.IsMoving) moving++;
                else whole++;
            }
        }

        Assert.True(moving > 0 && whole > 0, $"{moving} probes met a task that commits, {whole} did not");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    [Theory]
    [InlineData("version"), InlineData("settings"), InlineData("range"), InlineData("result"), InlineData("start")]
    public void Nothing_else_is_accepted_than_what_was_shown(string other)
    {
        var job = Diverging(7, static () => new CountTask(CountJob.Gap, isWrong: true));
        for (var task = 0; task < CountJob.Partitions; task++)
        {
            var found = Probe(job, task).Divergence!;
            Accept(job, task, other switch
            {
                "version" => found with { LogicVersion = 7 },
                "settings" => found with { Settings = Hash128.Of([1]) },
                "range" => found with { UpTo = found.From },
                "result" => found with { Result = found.Result + 1 },
                _ => found with { From = found.From + 1 },
            });
        }

        var before = job.Output("closed");
        var second = job.StartProcess("two");
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Count(IsParked) == CountJob.Partitions, 60_000),
            CountJob.Describe(job));
        job.World.Run(static () => false, 60_000);
        Assert.All(second.Worker.Status.Tasks, static t => Assert.True(IsParked(t)));
        Assert.Equal(before, job.Output("closed"));
    }

    [Fact]
    public void Entries_made_after_the_acceptance_are_not_accepted_by_it()
    {
        var job = Diverging(8, static () => new CountTask(CountJob.Gap, logicVersion: 2));
        for (var task = 0; task < CountJob.Partitions; task++) Accept(job, task, Probe(job, task).Divergence!);
        job.Pipeline = static () => new CountTask(CountJob.Gap);
        var former = job.StartProcess("former");
        Assert.True(job.World.Run(() => former.Worker.Status.WhyNotReady(job.World.Now) is null, 60_000));
        job.WriteToEach(job.World.Now);
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        Kill(job, former);

        job.Pipeline = static () => new CountTask(CountJob.Gap, logicVersion: 2);
        var second = job.StartProcess("two");
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Count(IsParked) == CountJob.Partitions, 60_000),
            CountJob.Describe(job));
    }

    [Fact]
    public void A_new_version_is_accepted_under_every_kind_of_trouble_and_the_oracle_is_still_right()
    {
        var used = 0;
        for (var seed = 1UL; seed <= 15; seed++)
        {
            var job = Diverging(
                seed, static () => new CountTask(CountJob.Gap, logicVersion: 2), beforeItEnds: true);
            var chance = new Chance(seed * 104_729);
            var isOver = false;
            job.Trouble = (instance, _) => isOver || instance == "operator" || !chance.Hits(8) ? LogTrouble.None
                : (LogTrouble)(1 + chance.Below(4));
            job.StartProcess("a");
            job.StartProcess("b");
            job.Supervise();
            var accepting = AcceptAllAsync(job, () => isOver);
            job.World.Run(() => false, 30_000);
            isOver = true;
            Assert.True(job.RunToEnd(), $"seed {seed}: {CountJob.Describe(job)}");
            Assert.False(accepting.IsFaulted, $"seed {seed}: {accepting.Exception}");
            job.AssertExact();
            used += job.Trace.Count(static line => line.Contains("accepted", StringComparison.Ordinal));
        }

        Assert.True(used > 15, $"only {used} restores made use of what was accepted");
    }

    [Fact]
    public void A_record_is_read_as_it_was_written_and_a_cut_one_refused()
    {
        var accepted = new AcceptedDivergence
        {
            From = 3, UpTo = 900_000, LogicVersion = 7, Settings = new Hash128(1, ulong.MaxValue), Result = 99,
            Differing = 5, First = "entry 4, output", OtherLogic = 2, At = 1_700_000_000_000,
        };
        var record = accepted.ToRecord();
        Assert.True(AcceptedDivergence.Is(record));
        Assert.Equal(accepted, AcceptedDivergence.Read(record));
        for (var length = 0; length < record.Length; length++)
            Assert.Throws<StateFormatException>(() => AcceptedDivergence.Read(record.AsSpan(0, length)));
        Assert.Throws<StateFormatException>(() => AcceptedDivergence.Read([.. record, 0]));
        Assert.Throws<StateFormatException>(() => AcceptedDivergence.Read((accepted with { UpTo = 2 }).ToRecord()));
    }

    /// <summary>A job whose processes were killed with much to replay, and another pipeline for the next.</summary>
    private static CountJob Diverging(ulong seed, Func<ITaskPipeline> next, bool beforeItEnds = false)
    {
        var job = new CountJob(seed) { Snapshot = Rare };
        job.Write(300);
        var first = job.StartProcess("one");
        if (beforeItEnds) Assert.True(job.World.Run(() => job.Output("seen").Count > 120, 60_000));
        else Assert.True(job.RunToEnd(), CountJob.Describe(job));
        Kill(job, first);
        job.Pipeline = next;
        return job;
    }

    /// <summary>It dies, the group notices, and the broker aborts what it left open.</summary>
    private static void Kill(CountJob job, CountJob.Process process)
    {
        process.Client.Kill();
        job.Cluster.Expel("group", process.Name);
        job.World.Run(static () => false, 6_000);
    }

    private static bool IsParked(TaskReport task) => task.Phase == TaskPhase.Parked;

    private static ProbeReport Probe(CountJob job, int partition, long slownessMs = 0)
    {
        var probing = ProbeAsync(job, partition, slownessMs);
        Assert.True(job.World.Run(() => probing.IsCompleted, 60_000), "it is probed in time");
        return probing.GetAwaiter().GetResult();
    }

    private static async Task<ProbeReport> ProbeAsync(CountJob job, int partition, long slownessMs = 0)
    {
        SimulatedLogClient? client = null;
        client = new SimulatedLogClient(job.Cluster, "group", "operator", (_, _) =>
        {
            client!.StandsStillUntil = job.World.Now + slownessMs;
            return LogTrouble.None;
        });
        await using var probe = new DivergenceProbe(
            client, job.Options("operator"), partition, job.Pipeline(), job.World.Clock);
        return await probe.RunAsync(replays: true, CancellationToken.None).ConfigureAwait(false);
    }

    private static void Accept(CountJob job, int partition, AcceptedDivergence found) =>
        job.Cluster.Write(new LogPartition("journal", partition), null, found.ToRecord());

    /// <summary>An operator who looks at every task again and again, and accepts what diverges.</summary>
    private static async Task AcceptAllAsync(CountJob job, Func<bool> isOver)
    {
        while (!isOver())
        {
            await job.World.WaitAsync(2_000).ConfigureAwait(false);
            for (var task = 0; task < CountJob.Partitions; task++)
            {
                try
                {
                    if (await ProbeAsync(job, task).ConfigureAwait(false) is { IsMoving: false, Divergence: { } found })
                        Accept(job, task, found);
                }
                catch (RetellingException exception)
                {
                    // A task that begins, or is committing just now, is looked at the next time.
                    job.Trace.Add($"operator: {exception.Message}");
                }
            }
        }
    }
}
