using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Workers;

public sealed class SilenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void When_every_input_falls_silent_the_wall_clock_closes_what_is_due(int seed)
    {
        var job = new CountJob((ulong)seed) { IdleAfterMs = 2_000, EndsInSilence = true };
        job.Write(300);
        job.StartProcess("one");
        Assert.True(job.World.Run(() => job.Output("closed").Count == job.ExpectedClosed().Count && job.IsWritten,
            60_000),
            CountJob.Describe(job));
        job.AssertExact();
    }

    [Fact]
    public void While_only_time_passes_an_unknown_outcome_is_settled_by_the_journal()
    {
        var hits = 0;
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var chance = new Chance(seed);
            CountJob? job = null;
            job = new CountJob(seed, (_, point) =>
            {
                if (point != LogPoint.Commit || !job!.IsWritten || !chance.Hits(400)) return LogTrouble.None;
                hits++;
                return chance.Below(3) switch { 0 => LogTrouble.Fail, 1 => LogTrouble.CrashAfter, _ =>
                    LogTrouble.LoseAnswer };
            }) { IdleAfterMs = 2_000, EndsInSilence = true };
            job.Write(200);
            job.StartProcess("one");
            job.Supervise();
            var isDone = job.World.Run(
                () => job.IsWritten && job.Output("closed").Count >= job.ExpectedClosed().Count, 200_000);
            Assert.True(isDone, $"seed {seed}: {CountJob.Describe(job)}");
            job.AssertExact();
        }

        Assert.True(hits > 20, $"only {hits} troubles hit");
    }
}
