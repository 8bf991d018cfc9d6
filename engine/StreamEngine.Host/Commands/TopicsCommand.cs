using System.CommandLine;
using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Kafka;

namespace StreamEngine.Host.Commands;

/// <summary><c>topics create|check</c>: what the topics have to be like, made or verified.</summary>
internal sealed class TopicsCommand
{
    private const int DefaultPartitions = 4;

    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<int> _partitions = CommonOptions.Whole("--partitions", "N",
        "How many partitions new topics get where no input topic exists yet.",
        DefaultPartitions, 1, LogLimits.Partitions);
    private readonly Option<int> _replicas = CommonOptions.Whole("--replicas", "N",
        "How many replicas new topics get; 0 leaves it to the brokers.", 0, 0, short.MaxValue);
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private TopicsCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var topics = new TopicsCommand(console);
        var create = new Command("create", "Creates every topic that is missing, then checks all.")
        {
            topics._bootstrap, topics._config, topics._partitions, topics._replicas, topics._json,
        };
        create.SetAction((parsed, cancellationToken) => topics.CreateAsync(parsed));
        var check = new Command("check", "Checks every topic: partitions, clean-up, retention, sizes.")
        {
            topics._bootstrap, topics._config, topics._json,
        };
        check.SetAction((parsed, cancellationToken) => topics.CheckAsync(parsed));
        return new Command("topics", "Creates or checks the Kafka topics.") { create, check };
    }

    private async Task<int> CreateAsync(ParseResult parsed)
    {
        var settings = Load(parsed);
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var planner = new TopicPlanner(kafka.Client.Topics, settings.Topics);
        var replicas = parsed.GetValue(_replicas) is var given && given == 0 ? -1 : given;
        var created = kafka.Require(await planner.CreateAsync(
            parsed.GetValue(_partitions), replicas, Limits.BrokerTimeout).ConfigureAwait(false));
        return await ReportAsync(parsed, kafka, planner, created).ConfigureAwait(false);
    }

    private async Task<int> CheckAsync(ParseResult parsed)
    {
        var settings = Load(parsed);
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var planner = new TopicPlanner(kafka.Client.Topics, settings.Topics);
        return await ReportAsync(parsed, kafka, planner, []).ConfigureAwait(false);
    }

    private async Task<int> ReportAsync(
        ParseResult parsed, KafkaAccess kafka, TopicPlanner planner, IReadOnlyList<string> created)
    {
        var findings = kafka.Require(await planner.CheckAsync(Limits.BrokerTimeout).ConfigureAwait(false));
        var refused = findings.Count(finding => finding.Severity == FindingSeverity.Refused);
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(Json(created, findings))).ConfigureAwait(false);
        else Say(created, findings);
        return refused == 0 ? ExitCodes.Done : throw new CommandFailedException(
            $"{refused} {(refused == 1 ? "finding keeps" : "findings keep")} the worker from starting.");
    }

    private void Say(IReadOnlyList<string> created, IReadOnlyList<TopicFinding> findings)
    {
        foreach (var topic in created) _console.Out.WriteLine($"created: {topic}");
        foreach (var finding in findings) _console.Out.WriteLine(finding.ToString());
        if (findings.Count == 0) _console.Out.WriteLine("All topics are as they have to be.");
    }

    private static byte[] Json(
        IReadOnlyList<string> created, IReadOnlyList<TopicFinding> findings) => JsonText.Of(json =>
    {
        json.WriteStartArray("created");
        foreach (var topic in created) json.WriteStringValue(topic);
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", finding.Severity == FindingSeverity.Refused ? "refused" : "warning");
            json.WriteString("topic", finding.Topic);
            json.WriteString("message", finding.Message);
            json.WriteString("mend", finding.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private HostSettings Load(ParseResult parsed) => SettingsLoader.Load(
        parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
}
