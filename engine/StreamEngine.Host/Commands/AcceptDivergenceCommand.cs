using System.CommandLine;
using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.States;

namespace StreamEngine.Host.Commands;

/// <summary>
/// <c>state accept-divergence</c>: what was published stays, and the task goes on from what its replay gives now.
/// </summary>
internal sealed class AcceptDivergenceCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly Option<int> _task = CommonOptions.Whole(
        "--task", "P", "The task, by its partition.", 0, 0, LogLimits.Partitions);
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "It is meant; without it, what diverges is shown and nothing changed.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private AcceptDivergenceCommand(HostConsole console)
    {
        _console = console;
        (_task.Required, _task.DefaultValueFactory) = (true, null);
    }

    public static Command Create(HostConsole console)
    {
        var accept = new AcceptDivergenceCommand(console);
        var command = new Command(
            "accept-divergence", "Lets a task go on whose replay comes out differently from what it published.")
        {
            accept._config, accept._bootstrap, accept._policy, accept._task, accept._yes, accept._json,
        };
        command.SetAction((parsed, cancellationToken) => accept.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(
            parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
        var policy = PolicyFile.Read(parsed.GetValue(_policy) ?? settings.PolicyPath);
        var task = parsed.GetValue(_task);
        var run = new DivergenceRun(settings, policy, _console.Time);
        var probe = await run.ProbeAsync(task, cancellationToken).ConfigureAwait(false);
        if (probe.IsMoving)
            throw new CommandFailedException(
                $"Task {task}: somebody committed for it meanwhile, so it is not parked. Nothing was accepted.");
        if (probe.Divergence is not { } found)
            throw new CommandFailedException(probe.Accepted is { } before
                ? $"Task {task}: accepted already, {before.Describe()}."
                : $"Task {task}: nothing diverges, so there is nothing to accept. {probe.Entries} journal entries with "
                    + $"{probe.Records} records came out as they were published.");
        if (!parsed.GetValue(_yes))
            throw new UsageException($"Task {task}, {found.Describe()}. What was published stays, and the task would "
                + "go on from what comes out now. Say --yes if that is meant. Nothing was changed.");
        await run.AcceptAsync(task, probe, found, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_json))
        {
            var json = JsonText.Of(json =>
            {
                json.WriteNumber("task", task);
                DivergenceJson.Write(json, "accepted", found);
            });
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(json)).ConfigureAwait(false);
        }
        else
        {
            await _console.Out.WriteLineAsync($"Task {task}: accepted, {found.Describe()}. A worker that has it parked "
                + "goes on within seconds.").ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }
}
