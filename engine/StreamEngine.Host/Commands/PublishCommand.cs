using System.CommandLine;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Time;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Publishing;
using StreamEngine.Host.Replay;

namespace StreamEngine.Host.Commands;

/// <summary><c>publish</c>: files of shop data as Avro events to the Kafka topics.</summary>
internal sealed class PublishCommand
{
    private readonly Option<string[]> _inputs = CommonOptions.Inputs();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly Option<double?> _rate = CommonOptions.Rate("--rate", "EVENTS_PER_SECOND");

    private readonly Option<bool> _shift = new("--shift-to-now")
    {
        Description = "All times are moved so that the last event is now.",
    };

    private readonly Option<bool> _drain = new("--drain")
    {
        Description = "Ends with a heartbeat on every partition that moves time past every deadline of the policy.",
    };

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private PublishCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var publish = new PublishCommand(console);
        var command = new Command("publish", "Sends files of shop data as events to the Kafka topics.")
        {
            publish._inputs, publish._bootstrap, publish._config, publish._policy, publish._rate, publish._shift,
            publish._drain, publish._json,
        };
        command.SetAction((parsed, cancellationToken) => publish.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(
            parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
        var plan = new PublishPlan
        {
            Inputs = CommonOptions.Read(parsed.GetValue(_inputs)),
            Settings = settings,
            Policy = PolicyFile.Read(parsed.GetValue(_policy) ?? settings.PolicyPath),
            Rate = parsed.GetValue(_rate),
            ShiftToNow = parsed.GetValue(_shift),
            Drain = parsed.GetValue(_drain),
        };
        var result = await ReplayProgress.ShowAsync(
            _console, progress => new PublishRun(plan, _console.Time).RunAsync(progress, cancellationToken))
            .ConfigureAwait(false);
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(PublishJson.Of(result))).ConfigureAwait(false);
        else Report(result);
        if (result.Failure is null) return ExitCodes.Done;
        throw new CommandFailedException($"{result.Failure} What could be read is published.");
    }

    private void Report(PublishResult result)
    {
        var output = _console.Out;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"Published   {result.Total:N0} events: {Counts(result.Sent)}"));
        if (result.Refused.Count > 0) Say($"Left out    {Counts(result.Refused)} (rows that are no events)");
        if (result.Filtered.Count > 0) Say($"Filtered    {Counts(result.Filtered)}");
        if (result.Last is { } last) Say($"Last event  {EventTime.Format(last)}");
        if (result.DrainedTo is { } drained)
            Say($"Drained     to {EventTime.Format(drained)}, {result.Heartbeats} heartbeats");
        if (result.Wall > TimeSpan.Zero)
            Say(string.Create(CultureInfo.InvariantCulture,
                $"Speed       {result.Total / result.Wall.TotalSeconds:N0} events/s, {result.Wall.TotalSeconds:N1} s"));
        void Say(string line) => output.WriteLine(line);
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(", ",
        counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}")));
}
