using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Workers;

/// <summary>
/// Workers that are started with other policies on the way: what comes out is what an oracle gives that knows at which
/// watermark each stands in the journal; and a replay of the journal comes to the same bytes.
/// </summary>
public sealed class PolicyTests
{
    private const long Never = 3_600_000;

    [Fact]
    public void Policies_that_change_under_every_kind_of_trouble_stand_where_the_journal_says()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEEDS"), out var asked) ? asked : 25;
        var (adopted, troubles) = (0, 0);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var job = SwarmTests.Run((ulong)seed, prepare: static job => job.Policy = () => ByTheClock(job));
            troubles += job.Processes.Sum(static p => p.Client.Troubles);
            for (var number = 0; number < CountJob.Partitions; number++) adopted += CheckRetold(job, number);
        }

        Assert.True(adopted > 6 * seeds && troubles > seeds, $"only {adopted} changes and {troubles} troubles hit");
    }

    [Theory]
    [MemberData(nameof(ExactlyOnceTests.Places), MemberType = typeof(ExactlyOnceTests))]
    public void Whatever_goes_wrong_at_a_call_a_policy_is_taken_in_once_and_in_its_place(
        LogPoint point, LogTrouble trouble, int hit)
    {
        var (hits, sent) = (0, 0);
        var job = new CountJob(9, (_, at) =>
        {
            // A crash comes first, so that there is something to be restored when the policy changes.
            if (at == LogPoint.SendOffsets && ++sent is 3 or 6)
                return sent == 3 ? LogTrouble.Fail : LogTrouble.CrashBefore;
            return at == point && ++hits == hit ? trouble : LogTrouble.None;
        });
        job.Policy = () => ByTheClock(job);
        job.Write(400);
        job.StartProcess("one");
        job.Supervise();
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
        for (var number = 0; number < CountJob.Partitions; number++) CheckRetold(job, number);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void After_a_stop_or_a_crash_what_began_under_a_policy_ends_by_it(bool isStopped)
    {
        var job = new CountJob(3) { Snapshot = new() { EveryMs = isStopped ? 2_000 : Never } };
        job.Policy = static () => GapHistory.Document(CountJob.Gap);
        job.Write(600);
        Work(job, 200, isStopped);
        job.Policy = static () => GapHistory.Document(400);
        Work(job, 400, isStopped);
        job.Policy = static () => GapHistory.Document(9_000);
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
        Assert.All(Enumerable.Range(0, CountJob.Partitions), number => Assert.Equal(
            [CountJob.Gap, 400, 9_000], job.Adopted(number).Select(static a => GapHistory.GapOf(a.Document))));
    }

    [Fact]
    public void The_same_policy_is_no_other()
    {
        var job = new CountJob(4);
        job.Policy = static () => GapHistory.Document(CountJob.Gap);
        job.Write(400);
        Work(job, 100, isStopped: true);
        Work(job, 200, isStopped: false);
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
        Assert.All(Enumerable.Range(0, CountJob.Partitions), number => Assert.Single(job.Adopted(number)));
    }

    /// <summary>Nothing but the policy is committed, so that no offset tells whether it was.</summary>
    [Theory]
    [InlineData(LogTrouble.None), InlineData(LogTrouble.LoseAnswer), InlineData(LogTrouble.CrashAfter)]
    [InlineData(LogTrouble.CrashBefore), InlineData(LogTrouble.Fail)]
    public void A_policy_alone_is_committed_and_restored(LogTrouble trouble)
    {
        var isDue = false;
        var job = new CountJob(5, (_, at) =>
        {
            if (!isDue || at != LogPoint.Commit) return LogTrouble.None;
            isDue = false;
            return trouble;
        })
        { Snapshot = new() { EveryMs = Never } };
        job.Policy = static () => GapHistory.Document(CountJob.Gap);
        job.Write(300);
        job.StartProcess("one");
        job.Supervise();
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.Policy = static () => GapHistory.Document(7_000);
        isDue = true;
        Kill(job);
        Assert.True(job.World.Run(() => Enumerable.Range(0, CountJob.Partitions).All(n => job.Adopted(n).Count == 2),
            60_000), CountJob.Describe(job));
        Kill(job);
        Assert.True(job.World.Run(() => job.Processes is [{ Worker.Status.Tasks: { Count: CountJob.Partitions } tasks }]
            && tasks.All(static t => t.Phase == TaskPhase.Running && t.Policy?.Version == "7000"), 60_000),
            CountJob.Describe(job));
        job.World.Run(static () => false, 5_000);
        Assert.All(Enumerable.Range(0, CountJob.Partitions), number => Assert.Equal(2, job.Adopted(number).Count));
        job.AssertExact();
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void What_no_version_may_change_is_refused_by_name_and_put_back_goes_on(bool hasSnapshot)
    {
        var job = new CountJob(6) { Snapshot = new() { EveryMs = hasSnapshot ? 500 : Never } };
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(CountJob.Gap, "a"), static () => Of("a"));
        job.Write(500);
        Work(job, 200, isStopped: false);
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(CountJob.Gap, "b"), static () => Of("b"));
        var before = job.Output("seen");
        var refused = job.StartProcess("one");
        Assert.True(job.World.Run(() => refused.Worker.Status.Tasks is { Count: CountJob.Partitions } tasks
            && tasks.All(static t => t.Phase == TaskPhase.Parked), 60_000), CountJob.Describe(job));
        job.World.Run(static () => false, 120_000);
        Assert.All(refused.Worker.Status.Tasks, static task =>
        {
            Assert.Equal(TaskPhase.Parked, task.Phase);
            Assert.Contains("cannot go on under the policy it was given", task.Reason, StringComparison.Ordinal);
            Assert.Contains("basis", task.Reason, StringComparison.Ordinal);
            Assert.Contains("state reset", task.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(before, job.Output("seen"));
        Kill(job);
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(2_000, "a"), static () => Of("a"));
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    /// <summary>The mirror is not to blame for a policy, and is kept.</summary>
    [Fact]
    public void A_refusal_of_a_policy_costs_no_mirror()
    {
        var machines = new Machines(7);
        var job = new CountJob(7) { Snapshot = new() { EveryMs = 500 }, Mirrors = machines.Restart };
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(CountJob.Gap, "a"), static () => Of("a"));
        job.Write(500);
        Work(job, 200, isStopped: true);
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(CountJob.Gap, "b"), static () => Of("b"));
        var refused = job.StartProcess("one");
        Assert.True(job.World.Run(() => refused.Worker.Status.Tasks is { Count: CountJob.Partitions } tasks
            && tasks.All(static t => t.Phase == TaskPhase.Parked), 60_000), CountJob.Describe(job));
        Kill(job);
        (job.Policy, job.Pipeline) = (static () => GapHistory.Document(CountJob.Gap, "a"), static () => Of("a"));
        var last = job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
        Assert.All(last.Worker.Status.Tasks, static task => Assert.True(task.Restore!.FromMirror));
        Assert.DoesNotContain(job.Trace, static line => line.Contains("mirror:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_document_that_is_too_long_is_refused_when_the_worker_is_made()
    {
        var job = new CountJob(1) { Policy = static () => new byte[Limits.PolicyBytes + 1] };
        var refusal = Assert.ThrowsAny<ArgumentException>(() => job.StartProcess("one"));
        Assert.Contains("Policy", refusal.Message, StringComparison.Ordinal);
    }

    private static CountTask Of(string basis) => new(CountJob.Gap, basis: basis);

    /// <summary>One policy for four seconds, then the next.</summary>
    private static byte[] ByTheClock(CountJob job) =>
        GapHistory.Document(2_000 + (job.World.Now / 4_000 % 4 * 1_500));

    /// <summary>A process works until so many events are out, then stops in order or dies.</summary>
    private static void Work(CountJob job, int seen, bool isStopped)
    {
        var process = job.StartProcess("one");
        Assert.True(job.World.Run(() => job.Output("seen").Count >= seen, 60_000), CountJob.Describe(job));
        if (!isStopped)
        {
            Kill(job);
            return;
        }

        process.Stop.Cancel();
        Assert.True(job.World.Run(() => process.Run.IsCompleted, 60_000), CountJob.Describe(job));
    }

    private static void Kill(CountJob job)
    {
        job.Processes[^1].Client.Kill();
        job.Cluster.Expel("group", "one");
    }

    /// <summary>
    /// A pipeline that was given another policy and hears the journal's comes to the same bytes. Returns how many there
    /// were.
    /// </summary>
    private static int CheckRetold(CountJob job, int number)
    {
        var client = new SimulatedLogClient(job.Cluster, "nobody", "reader", (_, _) => LogTrouble.None);
        var pipeline = new CountTask(1);
        var telling = TellAsync();
        Assert.True(job.World.Run(() => telling.IsCompleted, 60_000), "it is told in time");
        var report = telling.GetAwaiter().GetResult();
        Assert.Null(report.Difference);
        Assert.True(report.IsWhole);
        var adopted = job.Adopted(number);
        Assert.Equal(adopted.Count == 0 ? EventTime.Min : adopted[^1].From, pipeline.InForce?.From ?? EventTime.Min);
        return adopted.Count;

        async Task<RetellingReport> TellAsync()
        {
            await using var retelling = new Retelling(
                client, job.Options("reader"), number, pipeline, job.World.Clock)
            { ComparesOutputs = true };
            return await retelling.RunAsync(CancellationToken.None);
        }
    }
}
