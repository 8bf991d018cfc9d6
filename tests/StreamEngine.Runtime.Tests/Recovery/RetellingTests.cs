using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Recovery;

/// <summary>What a task did, told once more out of its journal and inputs, while and after it is at work.</summary>
public sealed class RetellingTests
{
    private const int Events = 400;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Everything_that_a_task_did_comes_out_the_same_once_more(int seed)
    {
        var job = Done(seed);
        var told = Enumerable.Range(0, CountJob.Partitions).Select(p => Tell(job, p, new CountTask(CountJob.Gap)))
            .ToList();
        Assert.All(told, report => Assert.Null(report.Difference));
        Assert.All(told, report => Assert.True(report is { IsWhole: true, Entries: > 1, OtherSettings: 0 }));
        // The heartbeats are two a partition.
        Assert.Equal(Events + job.Malformed + (2 * CountJob.Partitions), told.Sum(report => report.Records));
    }

    [Fact]
    public void What_comes_out_differently_is_told()
    {
        var job = Done(1);
        Assert.Contains("output", Tell(job, 0, new CountTask(CountJob.Gap, isWrong: true)).Difference!,
            StringComparison.Ordinal);
        Assert.True(Tell(job, 0, new CountTask(CountJob.Gap, logicVersion: 2)).OtherSettings > 0);
    }

    [Fact]
    public void It_disturbs_nobody()
    {
        var job = new CountJob(4);
        job.Write(Events);
        job.StartProcess("one");
        Assert.True(job.World.Run(() => job.Output("seen").Count > Events / 2, 60_000), CountJob.Describe(job));
        Assert.True(Tell(job, 1, new CountTask(CountJob.Gap)) is { IsWhole: true, Records: > 0, Difference: null });
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    private static CountJob Done(int seed)
    {
        var job = new CountJob((ulong)seed);
        job.Write(Events, withMalformed: true);
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        return job;
    }

    private static RetellingReport Tell(CountJob job, int partition, ITaskPipeline pipeline)
    {
        var client = new SimulatedLogClient(job.Cluster, "nobody", "reader", (_, _) => LogTrouble.None);
        var telling = TellAsync();
        Assert.True(job.World.Run(() => telling.IsCompleted, 60_000), "it is told in time");
        return telling.GetAwaiter().GetResult();

        async Task<RetellingReport> TellAsync()
        {
            await using var retelling = new Retelling(
                client, job.Options("reader"), partition, pipeline, job.World.Clock)
            { ComparesOutputs = true };
            return await retelling.RunAsync(CancellationToken.None);
        }
    }
}
