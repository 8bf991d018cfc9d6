namespace StreamEngine.Architecture.Tests.Assemblies;

public sealed class RxOperatorTests
{
    [Theory]
    [InlineData("StreamEngine.Core"), InlineData("StreamEngine.Commerce"), InlineData("StreamEngine.Runtime")]
    public void Pipelines_use_no_stateful_operator_no_clock_and_no_thread_of_rx(string project) =>
        Assert.Empty(RxRule.Uses(AssemblyFile.Of(project)));

    [Fact]
    public void The_rule_finds_operators_subjects_and_schedulers()
    {
        var found = RxRule.Uses(AssemblyFile.This).ToList();
        Assert.Equal(
            [
                "Rx's Buffer", "Rx's Scan", "Rx's Throttle", "System.Reactive.Concurrency.DefaultScheduler",
                "System.Reactive.Concurrency.Scheduler", "System.Reactive.Subjects.BehaviorSubject`1",
            ],
            found.Select(use => use[(use.IndexOf("uses ", StringComparison.Ordinal) + 5)..])
                .Order(StringComparer.Ordinal));
    }
}
