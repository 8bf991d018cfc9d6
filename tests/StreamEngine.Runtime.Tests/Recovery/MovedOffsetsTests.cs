using StreamEngine.Core.Log;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Tests.Support;

namespace StreamEngine.Runtime.Tests.Recovery;

/// <summary>
/// The committed offsets and the journal have to tell the same: where somebody moved the one, a task publishes nothing.
/// </summary>
public sealed class MovedOffsetsTests
{
    [Theory]
    [InlineData(-5), InlineData(5)]
    public async Task A_task_whose_offsets_were_moved_by_hand_stands_still_and_publishes_nothing(int by)
    {
        var job = new CountJob(3);
        job.Write(400);
        var first = job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        await first.Stop.CancelAsync();
        Assert.True(job.World.Run(() => first.Run.IsCompleted, 60_000), CountJob.Describe(job));

        var moved = new LogPartition("left", 1);
        var offset = job.Cluster.CommittedOf("group", moved);
        job.Cluster.SetCommitted("group", new LogPosition(moved, offset + by));

        var second = job.StartProcess("two");
        Assert.True(job.World.Run(
            () => second.Worker.Status.Tasks.Any(task => task.Reason?.Contains(
                "Offsets were set by hand", StringComparison.Ordinal) == true), 120_000), CountJob.Describe(job));
        job.AssertExact();
    }

    [Theory]
    [InlineData(new long[] { 5, 7 }, "Whole")]
    [InlineData(new long[] { 5, 8 }, "Behind")]
    [InlineData(new long[] { 4, 7 }, "Ahead")]
    [InlineData(new long[] { 4, 8 }, "Ahead")]
    public void The_journal_is_whole_where_it_ends_at_the_committed_offsets(long[] committed, string verdict) =>
        Assert.Equal(verdict, JournalTail.Compare([5, 7], committed).ToString());
}
