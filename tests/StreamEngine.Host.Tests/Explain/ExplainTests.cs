using System.Text.Json.Nodes;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;
using StreamEngine.Testing.Scenarios;

namespace StreamEngine.Host.Tests.Explain;

/// <summary>The command <c>explain</c> on written scenarios: what it tells is what the engine did, in order.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-explain-");

    [Fact]
    public async Task A_story_has_events_session_cart_armed_and_every_decision_with_its_reason()
    {
        var (code, said, complained) = await ExplainAsync("orders/a-millisecond-after-the-due-time-recovers");
        Assert.True(code == ExitCodes.Done, complained);
        // Where lines are broken depends on the width.
        var told = said.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            "customer:anna: 2 events, 1 fired, 1 recovered",
            "2026-03-02",
            "10:00:00.000 event add mug ×1 at 10 (1 event in the session) input-0.txt:1",
            "10:00:00.000 session session opens",
            "10:00:00.000 cart cart created: mug ×1; 10 EUR",
            "10:00:00.000 armed cart reminder armed, due 11:00:00",
            "10:30:00.000 session session of 10:00:00 closed (1 event, 1 cart add, a cart abandoned)",
            "11:00:00.000 fired cart reminder fired (unchanged 1 h ago; 10 EUR; basis assumed)",
            "11:00:00.001 event placed mug ×2 at 10 pen ×1 order o1 (1 event in the session) input-0.txt:2",
            "11:00:00.001 session session opens",
            "11:00:00.001 cart cart ordered: mug ×1; 10 EUR",
            "11:00:00.001 recovered cart reminder recovered: ordered (order o1 1 ms after it fired)",
            "11:30:00.001 session session of 11:00:00.001 closed (1 event, 1 order of 20 EUR)",
            "Times are UTC. A star marks what came, or was said, after time had moved on.",
        ];
        Assert.Equal(string.Join(' ', expected), string.Join(' ', told));
    }

    [Fact]
    public async Task A_late_event_is_marked_and_the_correction_follows_it()
    {
        var story = await StoryAsync("late/an-order-that-comes-late-retracts");
        var late = story.Where(line => (bool)line["late"]!).Select(line => $"{line["what"]} {line["rule"]}".Trim());
        Assert.Equal(["event", "cart", "retracted ordered", "session"], late);
        Assert.DoesNotContain(story, line => line["text"]!.ToString().Contains("pageView", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_dropped_is_told_too()
    {
        var story = await StoryAsync("ledger/a-duplicate-within-exactly-24-hours");
        Assert.Equal(2, story.Count(line => (string)line["what"]! == "refused"));
    }

    [Fact]
    public async Task What_was_refused_before_time_began_is_told_too() =>
        Assert.Contains(await StoryAsync("ledger/every-dead-letter-has-its-reason"),
            line => (string)line["time"]! == "1970-01-01T00:00:00.000Z");

    [Theory]
    [MemberData(nameof(ScenariosOfAnna))]
    public async Task Every_decision_that_is_published_is_told_once_and_in_order(string name)
    {
        var scenario = Scenario.Load(name);
        var expected = ScenarioRun.Of(scenario).Decisions
            .Where(line => line.Contains("\"customerKey\":\"customer:anna\"", StringComparison.Ordinal));
        var story = await StoryAsync(name);
        var told = story.Where(line => line["published"]?["candidateId"] is not null)
            .Select(line => line["published"]!.ToJsonString());
        Assert.Equal(expected.Select(line => JsonNode.Parse(line)!.ToJsonString()), told);
    }

    public static TheoryData<string> ScenariosOfAnna() =>
    [
        "abandonment/steps-are-armed-together", "carts/merged-carts-take-the-larger-quantity",
        "checkout/a-change-while-it-is-open-arms-no-cart", "governance/a-revocation-cancels-at-once",
        "late/a-change-of-the-cart-retracts-and-fires-anew", "late/a-view-that-prolongs-the-visit",
        "quiet-hours/moved-to-the-morning",
    ];

    [Fact]
    public async Task Who_is_not_there_is_said_to_be_so()
    {
        var (code, _, complained) = await ExplainAsync("orders/counted-once", "--customer", "nobody");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("no event of customer:nobody", complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_and_a_worker_s_topics_are_not_told_together()
    {
        var (code, _, complained) =
            await ExplainAsync("orders/counted-once", "--config", "worker.json", "--customer", "anna");
        Assert.Equal(ExitCodes.WrongUsage, code);
        Assert.Contains("--config FILE and --input", complained, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<List<JsonNode>> StoryAsync(string scenario)
    {
        var (code, said, complained) = await ExplainAsync(scenario, "--customer", "customer:anna", "--json");
        Assert.True(code == ExitCodes.Done, complained);
        return [.. JsonNode.Parse(said)!["story"]!.AsArray().Select(line => line!)];
    }

    private async Task<(int Code, string Said, string Complained)> ExplainAsync(string name, params string[] arguments)
    {
        var scenario = Scenario.Load(name);
        var policy = Path.Combine(_folder.FullName, "policy.json");
        await File.WriteAllTextAsync(policy, scenario.Policy, TestContext.Current.CancellationToken);
        List<string> all = ["explain", "--policy", policy];
        foreach (var input in ScenarioRun.WriteInputs(scenario, _folder.FullName)) all.AddRange(["--input", input]);
        all.AddRange(arguments.Length == 0 ? ["--customer", "anna"] : arguments);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        var console = new HostConsole { Out = said, Error = complained };
        var code = await CommandLine.RunAsync(all, console, TestContext.Current.CancellationToken);
        return (code, said.ToString(), complained.ToString());
    }
}
