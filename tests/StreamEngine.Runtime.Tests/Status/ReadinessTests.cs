using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Tests.Status;

public sealed class ReadinessTests
{
    private const long Now = 1_700_000_000_000;

    private static readonly WorkerStatus Well = new()
    {
        Slot = 2, Phase = WorkerPhase.Running, ReportedAt = Now,
        Tasks = [Task(TaskPhase.Running), Task(TaskPhase.Suspended)],
    };

    [Fact]
    public void A_worker_that_turns_and_whose_tasks_run_is_ready() => Assert.Null(Well.WhyNotReady(Now + 30_000));

    [Fact]
    public void A_worker_that_hangs_in_a_call_is_not_ready_though_it_last_said_that_all_is_well() =>
        Assert.Equal("worker 2 has not reported for 31 s", Well.WhyNotReady(Now + 31_000));

    [Fact]
    public void A_worker_that_cannot_write_says_why() => Assert.Equal(
        "worker 2: no broker", (Well with { Problem = "no broker" }).WhyNotReady(Now));

    [Fact]
    public void A_worker_that_starts_is_not_ready() => Assert.Equal(
        "worker 2 is starting", (Well with { Phase = WorkerPhase.Starting }).WhyNotReady(Now));

    [Fact]
    public void A_parked_task_says_why() => Assert.Equal("task 7 is parked: its replay differed",
        (Well with { Tasks = [Task(TaskPhase.Parked) with { Reason = "its replay differed" }] }).WhyNotReady(Now));

    private static TaskReport Task(TaskPhase phase) =>
        new() { Partition = 7, Phase = phase, Watermark = 0, HighestEventTime = 0 };
}
