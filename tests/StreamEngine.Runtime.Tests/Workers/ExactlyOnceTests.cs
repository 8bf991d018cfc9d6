using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Workers;

public sealed class ExactlyOnceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_process_publishes_what_the_oracle_says(int seed)
    {
        var job = new CountJob((ulong)seed);
        job.Write(600, withMalformed: true);
        job.StartProcess("one");
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        job.AssertExact();
    }

    public static TheoryData<LogPoint, LogTrouble, int> Places()
    {
        var places = new TheoryData<LogPoint, LogTrouble, int>();
        foreach (var point in Enum.GetValues<LogPoint>())
            foreach (var trouble in new[] { LogTrouble.CrashBefore, LogTrouble.CrashAfter, LogTrouble.Fail,
                LogTrouble.LoseAnswer })
                foreach (var hit in new[] { 1, 5, 17 })
                    places.Add(point, trouble, hit);
        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Whatever_goes_wrong_at_a_call_nothing_is_lost_or_doubled(LogPoint point, LogTrouble trouble, int hit)
    {
        var (hits, sent) = (0, 0);
        var job = new CountJob(7, (_, at) =>
        {
            // An abort and a restart come first, because some calls are made after one only.
            if (at == LogPoint.SendOffsets && ++sent is 3 or 6)
                return sent == 3 ? LogTrouble.Fail : LogTrouble.CrashBefore;
            return at == point && ++hits == hit ? trouble : LogTrouble.None;
        });
        job.Write(400);
        job.StartProcess("one");
        job.Supervise();
        Assert.True(job.RunToEnd(), CountJob.Describe(job));
        Assert.True(hits >= hit || hit > 1, "the trouble did not hit");
        job.AssertExact();
    }
}
