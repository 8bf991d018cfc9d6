using StreamEngine.Core.Log;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Tests.Support;

namespace StreamEngine.Runtime.Tests.Workers;

/// <summary>
/// Tasks whose state was taken back (<c>state reset</c>), and which move before they have a snapshot of their own.
/// </summary>
public sealed class StartingOverTests
{
    private static readonly byte[] Complete = [2];

    [Fact]
    public void A_task_that_was_reset_may_move_before_its_first_snapshot()
    {
        var job = Reset(isWhole: true, isMarked: true);
        var second = Moved(job);
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks is { Count: > 0 } tasks
            && tasks.All(static t => t.Phase == TaskPhase.Running), 60_000), CountJob.Describe(job));
        Assert.All(second.Worker.Status.Tasks, static t =>
            Assert.True(t.Restore is { StateRecords: > 0, ReplayedRecords: > 0 }, t.ToString()));
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    /// <summary>State is left that no snapshot speaks for: what it belongs to is not known.</summary>
    [Theory]
    [InlineData(false, true), InlineData(false, false), InlineData(true, false)]
    public void A_reset_that_is_not_whole_is_refused(bool isWhole, bool isMarked)
    {
        var job = Reset(isWhole, isMarked);
        var second = Moved(job);
        Assert.True(job.World.Run(() => second.Worker.Status.Tasks.Count > 0
            && second.Worker.Status.Tasks.All(static t => t.Phase == TaskPhase.Parked), 120_000),
            CountJob.Describe(job));
        Assert.All(second.Worker.Status.Tasks, static t => Assert.Contains(
            "holds records of state and no record that completes them", t.Reason, StringComparison.Ordinal));
    }

    /// <summary>A changelog as a reset leaves it; the records before it are compacted away already.</summary>
    /// <param name="isWhole">Whether the record of state is taken back.</param>
    /// <param name="isMarked">Whether the record that completes the snapshot is.</param>
    private static CountJob Reset(bool isWhole, bool isMarked)
    {
        var job = new CountJob(8) { Snapshot = new() { EveryMs = 3_600_000 } };
        for (var number = 0; number < CountJob.Partitions; number++)
        {
            var changelog = new LogPartition("changelog", number);
            if (isMarked) job.Cluster.Write(changelog, Complete, null);
            job.Cluster.Write(changelog, [1, .. "former"u8], isWhole ? null : new byte[32]);
        }

        job.Write(2_000);
        return job;
    }

    /// <summary>A process works for a while, then another one takes its tasks over.</summary>
    private static CountJob.Process Moved(CountJob job)
    {
        var first = job.StartProcess("one");
        Assert.True(job.World.Run(() => first.Worker.Status.Counters.Commits > 5, 60_000), CountJob.Describe(job));
        Assert.Equal(0, first.Worker.Status.Counters.Snapshots);
        first.Client.Kill();
        job.Cluster.Expel("group", "one");
        return job.StartProcess("two");
    }
}
