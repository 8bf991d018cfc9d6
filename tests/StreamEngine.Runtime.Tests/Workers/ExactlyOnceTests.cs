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
        Assert.True(job.RunToEnd(), Describe(job));
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
        var hits = 0;
        var job = new CountJob(7, (_, at) => at == point && ++hits == hit ? trouble : LogTrouble.None);
        job.Write(400);
        job.StartProcess("one");
        job.Supervise();
        Assert.True(job.RunToEnd(), Describe(job));
        Assert.True(hits >= hit || hit > 1, "the trouble did not hit");
        job.AssertExact();
    }

    private static string Describe(CountJob job) => string.Join("; ", job.Processes.Select(static p =>
        $"{p.Name}: {p.Worker.Status.Phase} {p.Worker.Status.Problem} {p.Run.Exception?.InnerException}"
        + string.Join(",", p.Worker.Status.Tasks.Select(static t => $" {t.Partition}:{t.Phase} {t.Reason}"))));
}
