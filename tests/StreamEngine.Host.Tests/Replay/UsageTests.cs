using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Tests.Replay;

public sealed class UsageTests
{
    [Fact]
    public async Task An_unknown_format_is_wrong_usage()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new HostConsole { Out = output, Error = error };
        var code = await CommandLine.RunAsync(
            ["replay", "--input", "nonsense:x", "--out", "o"], console, CancellationToken.None);
        Assert.Equal(2, code);
        Assert.Contains("nonsense", error.ToString(), StringComparison.Ordinal);
    }
}
