using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Commands;

/// <summary>What commands say when there is nobody at the address that they were given.</summary>
public sealed class AwayTests
{
    [Theory]
    [InlineData("topics", "check")]
    [InlineData("topics", "create")]
    [InlineData("doctor")]
    public async Task A_broker_that_is_away_is_named_with_its_address(params string[] command)
    {
        var address = $"127.0.0.1:{FreePorts.Take(1)[0]}";
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. command, "--bootstrap", address],
            new HostConsole { Out = output, Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(1, code);
        var said = output.ToString() + error;
        Assert.Contains(
            $"No Kafka broker answers at {address} (Kafka:BootstrapServers)", said, StringComparison.Ordinal);
        Assert.Contains("Connection refused", said, StringComparison.Ordinal);
    }
}
