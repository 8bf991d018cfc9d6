using System.Text.Json.Nodes;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;
using StreamEngine.Testing.Scenarios;

namespace StreamEngine.Host.Tests.Scenarios;

/// <summary>Every scenario through the command <c>replay</c> as people run it, figures and books included.</summary>
public sealed class ReplayedScenarioTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-scenario-");

    public static TheoryData<string> Names() => [.. Scenario.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_as_written(string name)
    {
        var scenario = Scenario.Load(name);
        var differences = ScenarioCheck.Differences(scenario, await ReplayAsync(scenario));
        if (differences.Length > 0) Assert.Fail($"{scenario.Title}\n{differences}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<ScenarioOutputs> ReplayAsync(Scenario scenario)
    {
        var policy = Path.Combine(_folder.FullName, "policy.json");
        var outputs = Path.Combine(_folder.FullName, "out");
        await File.WriteAllTextAsync(policy, scenario.Policy, TestContext.Current.CancellationToken);
        List<string> arguments = ["replay", "--out", outputs, "--policy", policy];
        foreach (var input in ScenarioRun.WriteInputs(scenario, _folder.FullName))
            arguments.AddRange(["--input", input]);
        arguments.AddRange(scenario.ReplayArguments.Select(a =>
            ScenarioTimes.TryParse(a) is { } time ? Core.Time.EventTime.Format(time) : a));
        using var said = new StringWriter();
        using var complained = new StringWriter();
        var console = new HostConsole { Out = said, Error = complained };
        var code = await CommandLine.RunAsync(arguments, console, TestContext.Current.CancellationToken);
        Assert.True(code == ExitCodes.Done, complained.ToString());
        return Read(outputs);
    }

    private static ScenarioOutputs Read(string folder)
    {
        var outputs = new ScenarioOutputs { Kpis = [.. Lines(folder, "kpis")] };
        outputs.Sessions.AddRange(Lines(folder, "sessions"));
        outputs.Triggers.AddRange(Lines(folder, "triggers"));
        outputs.Decisions.AddRange(Lines(folder, "decisions"));
        outputs.Late.AddRange(Lines(folder, "late-events").Select(line => $"line={LineOf(Parse(line))}"));
        outputs.DeadLetters.AddRange(Lines(folder, "dead-letters").Select(Parse)
            .Select(letter => $"line={LineOf(letter)} {letter["stage"]} {letter["reason"]}"));
        var ledger = Parse(File.ReadAllText(Path.Combine(folder, "summary.json")))["ledger"]!["total"]!;
        outputs.Read = (long)ledger["read"]!;
        outputs.Processed = (long)ledger["processed"]!;
        outputs.Duplicate = (long)ledger["duplicate"]!;
        outputs.Filtered = (long)ledger["filtered"]!;
        return outputs;
    }

    private static string[] Lines(string folder, string name) =>
        File.ReadAllLines(Path.Combine(folder, name + ".jsonl"));

    private static JsonObject Parse(string line) => JsonNode.Parse(line)!.AsObject();

    private static long LineOf(JsonObject refused) => (long)refused["source"]!["line"]!;
}
