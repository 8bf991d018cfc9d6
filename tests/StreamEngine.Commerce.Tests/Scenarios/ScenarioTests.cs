using StreamEngine.Testing.Scenarios;

namespace StreamEngine.Commerce.Tests.Scenarios;

/// <summary>Every scenario of tests/scenarios, run in more than one way.</summary>
public sealed class ScenarioTests
{
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

    [Fact]
    public void There_are_at_least_80() => Assert.True(Scenario.Names().Count() >= 80);

    private static void Check(Scenario scenario, string way, ScenarioOutputs outputs)
    {
        var differences = ScenarioCheck.Differences(scenario, outputs);
        if (differences.Length > 0) Assert.Fail($"{scenario.Title} ({way})\n{differences}");
    }
}
