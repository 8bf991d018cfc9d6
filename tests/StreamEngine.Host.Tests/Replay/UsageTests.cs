using StreamEngine.Host.Commands;
using StreamEngine.Host.Tests.Support;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>Wrong usage is one line that names the option and what is allowed, and exit code 2.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("replay --out OUT", "--input", "FORMAT:PATH")]
    [InlineData("replay --input otto:OTTO", "--out", "DIR")]
    [InlineData("replay --input nonsense:x --out OUT", "--input", "nonsense", "rees46")]
    [InlineData("replay --input otto --out OUT", "--input", "FORMAT:PATH")]
    [InlineData("replay --input otto:nowhere.jsonl --out OUT", "--input", "nowhere.jsonl")]
    [InlineData("replay --input otto:OTTO/*.csv --out OUT", "--input", "no file matches")]
    [InlineData("replay --input uci-online-retail:OTTO --out OUT", "--input", ".csv")]
    [InlineData("replay --input otto:OTTO --out OUT --partitions 0", "--partitions", "'0'", "1 to 1024")]
    [InlineData("replay --input otto:OTTO --out OUT --partitions many", "--partitions", "'many'", "1 to 1024")]
    [InlineData("replay --input otto:OTTO --out OUT --partitions", "--partitions")]
    [InlineData("replay --input otto:OTTO --out OUT --until yesterday", "--until", "'yesterday'", "ISO-8601")]
    [InlineData("replay --input otto:OTTO --out OUT --until 2026-01-01T00:00:00", "--until", "zone")]
    [InlineData("replay --input otto:OTTO --out OUT --policy nowhere.json", "--policy", "nowhere.json")]
    [InlineData("replay --input otto:OTTO --out OUT --nonsense", "--nonsense", "--partitions")]
    [InlineData("replay --input otto:OTTO --out OTTO/train.jsonl", "--out", "is a file")]
    [InlineData("nonsense", "nonsense", "replay")]
    [InlineData("", "replay", "--help")]
    public async Task One_line_names_the_option_and_what_is_allowed(string line, params string[] parts)
    {
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(arg => arg.Replace("OUT", Path.Combine(_work.Folder, "out"), StringComparison.Ordinal)
                .Replace("OTTO", Workspace.Otto, StringComparison.Ordinal));
        var run = await _work.RunAsync([.. args], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.WrongUsage, run.ExitCode);
        Assert.Equal("", run.Output);
        var message = Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_work.Folder, "out")));
    }

    [Fact]
    public async Task Every_violation_of_a_policy_is_named_at_once()
    {
        var policy = _work.Write(
            "policy.json",
            """{"session":{"gap":"PT0S"},"timeZone":"Nowhere/Land","governance":{"consent":"maybe"},"extra":1}""");
        var run = await _work.TryReplayAsync("--input", $"otto:{Workspace.Otto}", "--policy", policy);
        Assert.Equal(ExitCodes.WrongUsage, run.ExitCode);
        foreach (var part in (string[])["session.gap", "Nowhere/Land",
            "governance.consent", "required or assumed", "extra"])
            Assert.Contains(part, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_file_that_is_an_input_is_not_overwritten()
    {
        var path = _work.Write("sessions.jsonl", "{}\n");
        var run = await _work.RunAsync(
            ["replay", "--input", $"events:{path}", "--out", _work.Folder], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.WrongUsage, run.ExitCode);
        Assert.Contains("--out", run.Error, StringComparison.Ordinal);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_without_the_columns_of_its_format_fails_the_run_by_its_name()
    {
        var path = _work.Write("shop.csv", "a,b,c\n1,2,3\n");
        var run = await _work.TryReplayAsync("--input", $"rees46:{path}");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("shop.csv", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var run = await _work.RunAsync(["replay", "--help"], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        string[] options =
            ["--input", "--out", "--policy", "--partitions", "--assume-consent", "--until", "--no-drain", "--json"];
        Assert.All(options, option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }
}
