using StreamEngine.Runtime.Tests.Support;

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
}
