using System.CommandLine;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Logging;

namespace StreamEngine.Host.Commands;

/// <summary><c>run</c>: the hosted worker, until it is told to stop.</summary>
internal sealed class RunCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "run";

    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly HostConsole _console;

    private RunCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var run = new RunCommand(console);
        var command = new Command(Name, "The hosted worker, until SIGTERM or Ctrl-C: topics in, decisions out.")
        {
            run._config, run._bootstrap, run._policy,
        };
        command.SetAction((parsed, cancellationToken) => run.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(
            parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
        var policy = PolicyFile.Read(parsed.GetValue(_policy) ?? settings.PolicyPath);
        var logger = new LineLogger(_console.Error, settings.LogFormat, settings.LogLevel, _console.Time);
        var host = new WorkerHost(settings, policy, logger, _console.Time);
        // To be told to stop is how it ends.
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return ExitCodes.Done;
    }
}
