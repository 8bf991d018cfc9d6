using StreamEngine.Core.Time;
using StreamEngine.Runtime.Status;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Kpis;

/// <summary>
/// Figures from topics to topics: whatever happens to the processes on the way, the lines are those of a replay, and
/// each revision of a line is published once.
/// </summary>
public sealed class LiveMergeTests
{
    [Fact]
    public void The_merged_lines_are_those_of_a_replay()
    {
        using var job = new MergeJob(1);
        job.Write(600);
        job.StartShop("shop");
        job.StartMerge("merge");
        Assert.True(job.RunToEnd(), job.Describe());
        job.AssertExact();
        Assert.Contains(job.Merged(), static l => l.Contains("final", StringComparison.Ordinal));
        Assert.Contains(job.Merged(), static l => l.StartsWith("gross_sales", StringComparison.Ordinal));
    }

    [Fact]
    public void In_silence_each_task_says_every_hour_how_far_it_is()
    {
        using var job = new MergeJob(2) { EndsInSilence = true, IdleAfterMs = 5_000 };
        job.Write(200);
        job.StartShop("shop");
        Assert.True(job.World.Run(() => job.IsWritten, 60_000));
        // By then every session is closed, and nothing else is due for days.
        job.World.Run(static () => false, 4 * EventTime.Hour);
        foreach (var (source, watermark) in job.Watermarks())
            Assert.InRange(watermark - job.LastEvents[source], (3 * EventTime.Hour) - 60_000, 4 * EventTime.Hour);
        Assert.Equal(MergeJob.Sources, job.Watermarks().Count);
    }

    public static TheoryData<LogPoint, LogTrouble, int> Places()
    {
        var places = new TheoryData<LogPoint, LogTrouble, int>();
        foreach (var point in new[] { LogPoint.Init, LogPoint.Append, LogPoint.SendOffsets, LogPoint.Commit,
            LogPoint.Committed, LogPoint.End, LogPoint.Read, LogPoint.Poll })
            foreach (var trouble in new[] { LogTrouble.CrashBefore, LogTrouble.CrashAfter, LogTrouble.Fail,
                LogTrouble.LoseAnswer })
                places.Add(point, trouble, point is LogPoint.Append or LogPoint.Commit or LogPoint.Poll ? 2 : 1);
        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Whatever_goes_wrong_at_a_call_of_the_stage_no_line_is_lost_or_doubled(
        LogPoint point, LogTrouble trouble, int hit)
    {
        var (hits, sent) = (0, 0);
        using var job = new MergeJob(7, (instance, at) =>
        {
            if (instance != "merge") return LogTrouble.None;
            // An abort and a restart come first, because some calls are made after one only.
            if (at == LogPoint.SendOffsets && ++sent is 2 or 3)
                return sent == 2 ? LogTrouble.Fail : LogTrouble.CrashBefore;
            return at == point && ++hits == hit ? trouble : LogTrouble.None;
        });
        job.Write(200);
        job.StartShop("shop");
        job.StartMerge("merge");
        job.Supervise();
        Assert.True(job.RunToEnd(), job.Describe());
        Assert.True(hits >= hit, "the trouble did not hit");
        job.AssertExact();
    }

    [Fact]
    public void The_stage_that_died_goes_on_though_its_input_was_compacted()
    {
        using var job = new MergeJob(3);
        job.Write(600);
        job.StartShop("shop");
        for (var death = 0; death < 3; death++)
        {
            var merge = job.StartMerge("merge");
            Assert.True(job.World.Run(() => merge.Worker.Status.Counters.Commits >= 2, 120_000), job.Describe());
            merge.Client.Kill();
            job.Expel(merge);
            job.Cluster.Compact("partials");
        }

        var last = job.StartMerge("merge");
        Assert.True(job.World.Run(() => last.Worker.Status.WhyNotReady(job.World.Now) is null
            && last.Worker.Status.Tasks.Count > 0, 60_000));
        Assert.All(last.Worker.Status.Tasks, static t =>
        {
            Assert.True(t.Restore!.StateRecords > 0);
            Assert.Equal(0, t.Restore.ReplayedRecords);
        });
        Assert.True(job.RunToEnd(), job.Describe());
        job.AssertExact();
    }

    [Fact]
    public void Tasks_and_stages_that_crash_move_and_abort_in_any_mixture_publish_the_lines_of_a_replay()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEEDS"), out var asked) ? asked : 5;
        var (crashes, troubles, rebalances) = (0, 0, 0L);
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            var chance = new Chance(seed * 7919);
            var isOver = false;
            using var job = new MergeJob(seed, (_, _) => isOver || !chance.Hits(6) ? LogTrouble.None
                : (LogTrouble)(1 + chance.Below(4)));
            job.Write(300);
            foreach (var name in new[] { "a", "b" }) job.StartShop(name);
            foreach (var name in new[] { "c", "d" }) job.StartMerge(name);
            job.Supervise();
            job.World.Run(static () => false, 15_000);
            isOver = true;
            Assert.True(job.RunToEnd(), job.Describe());
            job.AssertExact();
            crashes += job.Crashes;
            troubles += job.Processes.Sum(static p => p.Client.Troubles);
            rebalances += job.Processes.Sum(static p => p.Worker.Status.Counters.Rebalances);
        }

        Assert.True(crashes > seeds / 2 && troubles > seeds && rebalances > seeds,
            $"only {crashes} crashes, {troubles} troubles and {rebalances} moves hit");
    }
}
