using StreamEngine.Host.Tests.Support;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>
/// What README.md shows is what the command beside it prints. With STREAMENGINE_WRITE_README=1 the test writes it
/// there.
/// </summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Begin = "<!-- real output of the command above: begin -->\n```text\n";
    private const string End = "```\n<!-- real output of the command above: end -->\n";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task The_output_in_the_readme_is_what_the_command_prints()
    {
        var path = Workspace.Checkout("README.md");
        var token = TestContext.Current.CancellationToken;
        var readme = await File.ReadAllTextAsync(path, token);
        var (begin, end) =
            (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, "the markers around the output are not there");
        Assert.Contains("replay --input uci-online-retail:samples/uci-online-retail --out out", readme[..begin],
            StringComparison.Ordinal);

        var run = await _work.ReplayAsync("--input", $"uci-online-retail:{Workspace.Uci}");
        var printed = run.Output.Replace(run.Folder, "out", StringComparison.Ordinal);
        var shown = readme[(begin + Begin.Length)..end];
        if (Environment.GetEnvironmentVariable("STREAMENGINE_WRITE_README") == "1")
        {
            shown = Lines(printed, whole: true);
            await File.WriteAllTextAsync(path, readme[..(begin + Begin.Length)] + shown + readme[end..], token);
        }

        Assert.Equal(Lines(printed, whole: false), Lines(shown, whole: false));
    }

    /// <summary>
    /// Lines without the blanks at their ends; to compare, without speed and digest, which say nothing to a reader.
    /// </summary>
    private static string Lines(string text, bool whole) => string.Concat(text.Trim('\n').Split('\n')
        .Where(line => whole || (!line.StartsWith("Speed", StringComparison.Ordinal)
            && !line.StartsWith("Digest", StringComparison.Ordinal)))
        .Select(line => line.TrimEnd() + "\n"));
}
