using System.Text.Json;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Tests.Support;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>One customer fills a cart at 10:00 and looks at a product at 10:05; nothing else happens.</summary>
public sealed class OptionTests : IDisposable
{
    private const string Cart =
        """{"topic":"carts","type":"add","eventId":"a","eventTime":"2026-03-01T10:00:00.000Z","customerId":"c1","""
        + """ "cartId":"k1","lines":[{"productId":"p1","quantity":2,"unitPrice":9.90}]}""" + "\n"
        + """{"topic":"clickstream","type":"productView","eventId":"b","eventTime":"2026-03-01T10:05:00.000Z","""
        + """ "customerId":"c1","productId":"p2"}""" + "\n";

    private readonly Workspace _work = new();
    private readonly string _input;

    public OptionTests() => _input = "events:" + _work.Write("cart.jsonl", Cart);

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task The_end_of_input_is_the_end_of_time()
    {
        var run = await _work.ReplayAsync("--input", _input, "--assume-consent");
        var trigger = Assert.Single(run.Lines("triggers"));
        Assert.Equal("2026-03-01T11:00:00.000Z", trigger.GetProperty("firedAt").GetString());
        Assert.Equal("assumed", trigger.GetProperty("basis").GetString());
        Assert.Equal(19.8m, trigger.GetProperty("value").GetDecimal());
        Assert.Single(run.Lines("sessions", "status=closed"));
        Assert.Equal("final", run.Kpi("sessions", "day", "2026-03-01", null).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Without_drain_what_is_open_stays_open_and_figures_are_provisional()
    {
        var run = await _work.ReplayAsync("--input", _input, "--assume-consent", "--no-drain");
        Assert.Empty(run.Lines("triggers"));
        Assert.Empty(run.Lines("decisions"));
        Assert.Empty(run.Lines("sessions"));
        Assert.Equal("provisional", run.Kpi("carts", "day", "2026-03-01", null).GetProperty("status").GetString());
        Assert.Equal(2, run.Ledger("processed"));
    }

    [Theory]
    [InlineData("2026-03-01T10:02:00Z", 1, 0, 0)]
    [InlineData("2026-03-01T10:59:59.999Z", 2, 1, 0)]
    [InlineData("2026-03-01T11:00:00.000Z", 2, 1, 1)]
    [InlineData("2026-03-01T12:00:00.000+01:00", 2, 1, 1)]
    public async Task Until_a_time_events_and_timers_at_it_still_count(
        string until, int processed, int sessions, int triggers)
    {
        var run = await _work.ReplayAsync("--input", _input, "--assume-consent", "--until", until);
        Assert.Equal(processed, run.Ledger("processed"));
        Assert.Equal(2 - processed, run.Ledger("filtered"));
        Assert.Equal(sessions, run.Lines("sessions").Count);
        Assert.Equal(triggers, run.Lines("triggers").Count);
        Assert.All(run.Lines("kpis", "grain=all"), line =>
            Assert.Equal("provisional", line.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Without_consent_the_decision_says_why()
    {
        var run = await _work.ReplayAsync("--input", _input);
        Assert.Empty(run.Lines("triggers"));
        var decision = Assert.Single(run.Lines("decisions"));
        Assert.Equal("suppressed", decision.GetProperty("outcome").GetString());
        Assert.Equal("no_consent", decision.GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_policy_file_decides()
    {
        var policy = _work.Write(
            "policy.json",
            """{"version":"7","governance":{"consent":"assumed"},"abandonment":{"cart":{"steps":["PT5M"]}}}""");
        var run = await _work.ReplayAsync("--input", _input, "--policy", policy);
        var trigger = Assert.Single(run.Lines("triggers"));
        Assert.Equal("2026-03-01T10:05:00.000Z", trigger.GetProperty("firedAt").GetString());
        Assert.Equal("7", trigger.GetProperty("policyVersion").GetString());
    }

    [Fact]
    public async Task Json_is_one_document_on_stdout_and_nothing_else()
    {
        var run = await _work.ReplayAsync("--input", _input, "--json");
        var document = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(JsonElement.DeepEquals(run.Summary, document));
        string[] names =
            ["ledger", "outputs", "eventTime", "wallSeconds", "eventsPerSecond", "digest", "personalData"];
        Assert.Equal(names, document.EnumerateObject().Select(property => property.Name));
        Assert.Equal("2026-03-01T10:00:00.000Z", document.GetProperty("eventTime").GetProperty("first").GetString());
        Assert.Equal("2026-03-01T10:05:00.000Z", document.GetProperty("eventTime").GetProperty("last").GetString());
        Assert.Equal(2, run.Ledger("read", _input));
    }

    [Fact]
    public async Task Inputs_are_told_apart_in_the_ledger()
    {
        var otto = $"otto:{Workspace.Otto}/train.jsonl";
        var run = await _work.ReplayAsync("--input", _input, "--input", otto);
        Assert.Equal((2, 862, 864), (run.Ledger("read", _input), run.Ledger("read", otto), run.Ledger("read")));
    }

    [Fact]
    public async Task Files_of_an_earlier_run_are_replaced_and_others_left_alone()
    {
        var folder = Path.Combine(_work.Folder, "kept");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "mine", TestContext.Current.CancellationToken);
        string[] args = ["replay", "--input", _input, "--assume-consent", "--out", folder];
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(ExitCodes.Done, (await _work.RunAsync(args, token)).ExitCode);
        var first = (await _work.RunAsync([.. args, "--no-drain"], token)).Bytes("triggers");
        Assert.Empty(first);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder, "notes.txt"), token));
    }

    [Fact]
    public async Task An_interrupted_run_says_so_and_leaves_no_summary()
    {
        var folder = Path.Combine(_work.Folder, "cut");
        var run = await _work.RunAsync(
            ["replay", "--input", $"otto:{Workspace.Otto}", "--out", folder], new CancellationToken(canceled: true));
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Equal("Interrupted.\n", run.Error);
        Assert.False(run.HasSummary);
    }

    [Fact]
    public async Task An_empty_input_gives_empty_files_and_a_summary()
    {
        var run = await _work.ReplayAsync("--input", "events:" + _work.Write("empty.jsonl", ""));
        Assert.Equal(0, run.Ledger("read"));
        Assert.Equal(JsonValueKind.Null, run.Summary.GetProperty("eventTime").GetProperty("first").ValueKind);
        foreach (var stream in Replayed.Streams) Assert.Empty(run.Bytes(stream));
    }
}
