using System.CommandLine;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Demo;

namespace StreamEngine.Host.Commands;

/// <summary><c>demo</c>: the whole thing on a machine without Kafka.</summary>
internal sealed class DemoCommand
{
    private readonly Option<TimeSpan?> _for = CommonOptions.Duration("--for", "Ends by itself after this time.");
    private readonly Option<int> _port = CommonOptions.Whole(
        "--port", "N", "The port of the pages; 0 lets the system choose.", 9464, 0, ushort.MaxValue);
    private readonly HostConsole _console;

    private DemoCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var demo = new DemoCommand(console);
        var command = new Command("demo", "Everything without Kafka: an embedded broker, shop data, worker, metrics.")
        {
            demo._for, demo._port,
        };
        command.SetAction((parsed, cancellationToken) => demo.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (parsed.GetValue(_for) is { } time) ends.CancelAfter(time);
        try
        {
            await new DemoRun(_console, parsed.GetValue(_port)).RunAsync(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Being told to stop is how it ends, whoever says so.
            await _console.Out.WriteLineAsync("The demo has ended.").ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }
}
