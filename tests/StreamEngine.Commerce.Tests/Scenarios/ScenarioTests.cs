using StreamEngine.Testing.Scenarios;

namespace StreamEngine.Commerce.Tests.Scenarios;

/// <summary>Every scenario of tests/scenarios, run in more than one way.</summary>
public sealed class ScenarioTests
{
    private const int MostCuts = 40;

    public static TheoryData<string> Names() => [.. Scenario.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_as_written(string name)
    {
        var scenario = Scenario.Load(name);
        Check(scenario, "whole", ScenarioRun.Of(scenario));
        Check(scenario, "one event a batch", ScenarioRun.Of(scenario, singly: true));
        Check(scenario, "3 partitions", ScenarioRun.Of(scenario, partitions: 3));
    }

    /// <summary>
    /// After every event its task is stopped, its state written out, and a new task reads it and goes on; at each cut
    /// alone, and at all of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_as_written_however_often_the_task_is_stopped(string name)
    {
        var scenario = Scenario.Load(name);
        var records = 0;
        Check(scenario, "stopped after every event", ScenarioRun.Stopped(scenario, after => (records = after) > 0));
        for (var cut = 1; cut <= records; cut += 1 + (records / MostCuts))
        {
            var at = cut;
            Check(scenario, $"stopped after event {at}", ScenarioRun.Stopped(scenario, after => after == at));
        }
    }

    [Fact]
    public void There_are_at_least_80() => Assert.True(Scenario.Names().Count() >= 80);

    private static void Check(Scenario scenario, string way, ScenarioOutputs outputs)
    {
        var differences = ScenarioCheck.Differences(scenario, outputs);
        if (differences.Length > 0) Assert.Fail($"{scenario.Title} ({way})\n{differences}");
    }
}
