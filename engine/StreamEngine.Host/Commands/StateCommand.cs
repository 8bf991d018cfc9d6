using System.CommandLine;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Time;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.States;

namespace StreamEngine.Host.Commands;

/// <summary>
/// <c>state show|verify|reset|accept-divergence</c>: what the tasks have stored, starting over, and going on.
/// </summary>
internal sealed class StateCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly TaskChoice _tasks = new();
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "It is meant: what the tasks know is forgotten.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private StateCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var state = new StateCommand(console);
        var show = new Command("show", "What is stored of each task: offsets, journal, state.")
        {
            state._config, state._bootstrap, state._tasks.Task, state._tasks.Kpis, state._json,
        };
        show.SetAction((parsed, cancellationToken) => state.ShowAsync(parsed, cancellationToken));
        var reset = new Command("reset", "Lets tasks start over: inputs begin at Kafka:StartFrom, state is empty.")
        {
            state._config, state._bootstrap, state._tasks.Task, state._tasks.Kpis, state._yes,
        };
        reset.SetAction((parsed, cancellationToken) => state.ResetAsync(parsed, cancellationToken));
        return new Command("state", "What the tasks have stored, and starting over.")
        {
            show, VerifyCommand.Create(console), reset, AcceptDivergenceCommand.Create(console),
        };
    }

    private async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Load(parsed);
        var kafka = new KafkaAccess(_tasks.KafkaOf(parsed, settings));
        await using var _ = kafka.ConfigureAwait(false);
        var logs = _tasks.LogsOf(parsed, settings, kafka);
        var stored = new List<TaskStored>();
        foreach (var task in await _tasks.FindAsync(parsed, settings, kafka).ConfigureAwait(false))
            stored.Add(await logs.ReadAsync(task, cancellationToken).ConfigureAwait(false));
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(Json(stored))).ConfigureAwait(false);
        else Say(stored);
        return ExitCodes.Done;
    }

    private async Task<int> ResetAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Load(parsed);
        if (!parsed.GetValue(_yes))
            throw new UsageException("state reset forgets what the tasks know, and what they published is published "
                + $"again from Kafka:StartFrom ({settings.StartFrom.Kind.ToString().ToLowerInvariant()}) on. "
                + "Say --yes if that is meant. Nothing was changed.");
        // The mirror on this machine would bring back what is forgotten.
        using var folder = StateFolder.Take(settings.State.Directory);
        var kafka = new KafkaAccess(_tasks.KafkaOf(parsed, settings));
        await using var _ = kafka.ConfigureAwait(false);
        var logs = _tasks.LogsOf(parsed, settings, kafka);
        foreach (var task in await _tasks.FindAsync(parsed, settings, kafka).ConfigureAwait(false))
        {
            await logs.ResetAsync(task, cancellationToken).ConfigureAwait(false);
            await _console.Out.WriteLineAsync($"Task {task} starts over.").ConfigureAwait(false);
        }

        await _console.Out.WriteLineAsync($"Empty {folder.Path} here and on every machine that ran the tasks.")
            .ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private void Say(List<TaskStored> stored)
    {
        foreach (var task in stored)
        {
            var offsets = string.Join(", ", task.Committed.Select(p => string.Create(CultureInfo.InvariantCulture,
                $"{p.Partition.Topic} {(p.IsKnown ? p.Offset.ToString(CultureInfo.InvariantCulture) : "none")}")));
            _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Task {task.Task}: {task.Customers:N0} records of state ({task.Bytes / 1e6:N1} MB), "
                + $"{task.Journal:N0} journal entries, committed {offsets}"));
            foreach (var accepted in task.Accepted)
                _console.Out.WriteLine($"  accepted at {EventTime.Format(accepted.At)}: {accepted.Describe()}");
        }
    }

    private static byte[] Json(List<TaskStored> stored) => JsonText.Of(json =>
    {
        json.WriteStartArray("tasks");
        foreach (var task in stored)
        {
            json.WriteStartObject();
            json.WriteNumber("task", task.Task);
            json.WriteNumber("stateRecords", task.Customers);
            json.WriteNumber("stateBytes", task.Bytes);
            json.WriteNumber("journalEntries", task.Journal);
            DivergenceJson.Write(json, "accepted", task.Accepted);
            json.WriteStartObject("committed");
            foreach (var position in task.Committed) json.WriteNumber(position.Partition.Topic, position.Offset);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private HostSettings Load(ParseResult parsed) => SettingsLoader.Load(
        parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
}
