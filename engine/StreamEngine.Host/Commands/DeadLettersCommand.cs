using System.CommandLine;
using System.Text;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.DeadLetters;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Commands;

/// <summary><c>dead-letters list|show|retry</c>: what was refused and why; sends records back after a fix.</summary>
internal sealed class DeadLettersCommand
{
    private const int DefaultMost = 1_000_000, DefaultReturns = 3;

    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _reason = new("--reason")
    {
        HelpName = "REASON", Description = "Only letters of that reason, such as malformed.",
    };
    private readonly Option<string?> _topic = new("--topic")
    {
        HelpName = "TOPIC", Description = "Only letters whose record stood in that topic.",
    };
    private readonly Option<long?> _from = CommonOptions.Time("--from", "Only letters refused at that time or later.");
    private readonly Option<long?> _to = CommonOptions.Time("--to", "Only letters refused before that time.");
    private readonly Option<string?> _at = new("--at")
    {
        HelpName = "PARTITION:OFFSET", Description = "One letter alone, by where it stands in its topic.",
    };
    private readonly Option<string> _one = new("--at")
    {
        HelpName = "PARTITION:OFFSET", Required = true, Description = "Which letter, by where it stands in its topic.",
    };
    private readonly Option<bool> _raw = new("--raw")
    {
        Description = "Everything as it was sent, personal data included.",
    };
    private readonly Option<int> _most = CommonOptions.Whole(
        "--most", "N", "How many records are sent at most.", DefaultMost, 1, int.MaxValue);
    private readonly Option<int> _returns = CommonOptions.Whole(
        "--returns", "N", "A record that was sent back so often stays where it is.", DefaultReturns, 1, 1_000);
    private readonly Option<bool> _again = new("--again")
    {
        Description = "Letters that were sent back before are sent once more.",
    };
    private readonly Option<double?> _rate = CommonOptions.Rate("--rate", "EVENTS_PER_SECOND");
    private readonly Option<bool> _dry = new("--dry-run")
    {
        Description = "Says what would be sent, and sends nothing.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private DeadLettersCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var letters = new DeadLettersCommand(console);
        var list = new Command("list", "Counts what was refused, by day, reason, stage and topic.")
        {
            letters._config, letters._bootstrap, letters._reason, letters._topic, letters._from, letters._to,
            letters._json,
        };
        list.SetAction((parsed, cancellationToken) => letters.ListAsync(parsed, cancellationToken));
        var show = new Command("show", "Shows one record: where it stood, why it was refused, what is in it.")
        {
            letters._config, letters._bootstrap, letters._one, letters._raw, letters._json,
        };
        show.SetAction((parsed, cancellationToken) => letters.ShowAsync(parsed, cancellationToken));
        var retry = new Command("retry", "Sends records back to where they stood, each letter once.")
        {
            letters._config, letters._bootstrap, letters._reason, letters._topic, letters._from, letters._to,
            letters._at, letters._most, letters._returns, letters._again, letters._rate, letters._dry, letters._json,
        };
        retry.SetAction((parsed, cancellationToken) => letters.RetryAsync(parsed, cancellationToken));
        return new Command("dead-letters", "What was refused and why; sends records back after a fix.")
        {
            list, show, retry,
        };
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Load(parsed);
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var topic = await LetterTopic.OpenAsync(kafka, settings.Topics.DeadLetters, cancellationToken)
            .ConfigureAwait(false);
        var counts = new LetterCounts();
        await foreach (var (letter, _, _) in topic.ReadAsync(FilterOf(parsed), cancellationToken).ConfigureAwait(false))
            counts.Add(letter);
        if (parsed.GetValue(_json)) await WriteAsync(LetterJson.Of(counts)).ConfigureAwait(false);
        else LetterText.Say(_console, counts);
        return ExitCodes.Done;
    }

    private async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Load(parsed);
        var at = LetterFilter.ReadAt(parsed.GetRequiredValue(_one));
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        using var registry = SchemaRegistryClient.ToAsk(settings.Registry);
        var schemas = new WriterSchemas(registry is null ? null : new RequiredSchemas(registry));
        var reader = new LetterReader(schemas, settings.Privacy.NewPersonalData(), parsed.GetValue(_raw));
        var inputs = InputTopics.NamesOf(settings.Topics);
        var topic = await LetterTopic.OpenAsync(kafka, settings.Topics.DeadLetters, cancellationToken)
            .ConfigureAwait(false);
        await foreach (var (letter, batch, index) in topic.ReadAsync(new LetterFilter { At = at }, cancellationToken)
            .ConfigureAwait(false))
        {
            var source = inputs.Where(input => input.Value == letter.Record.Source.Partition.Topic)
                .Select(input => (EventTopic?)input.Key).FirstOrDefault();
            var content = reader.Read(batch, index, source);
            if (parsed.GetValue(_json)) await WriteAsync(LetterJson.Of(letter, content)).ConfigureAwait(false);
            else LetterText.Say(_console, letter, content);
            return ExitCodes.Done;
        }

        throw new CommandFailedException(
            $"{settings.Topics.DeadLetters} holds no letter at {parsed.GetRequiredValue(_one)}.");
    }

    private async Task<int> RetryAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new RetryPlan
        {
            Filter = FilterOf(parsed) with
            {
                At = parsed.GetValue(_at) is { } at ? LetterFilter.ReadAt(at) : null,
            },
            Most = parsed.GetValue(_most),
            Returns = parsed.GetValue(_returns),
            Again = parsed.GetValue(_again),
            Rate = parsed.GetValue(_rate),
            IsDry = parsed.GetValue(_dry),
        };
        var result = await new LetterRetry(Load(parsed), plan, _console.Time).RunAsync(cancellationToken)
            .ConfigureAwait(false);
        if (parsed.GetValue(_json)) await WriteAsync(LetterJson.Of(result, plan.IsDry)).ConfigureAwait(false);
        else LetterText.Say(_console, result, plan.IsDry);
        return ExitCodes.Done;
    }

    private Task WriteAsync(byte[] json) => _console.Out.WriteAsync(Encoding.UTF8.GetString(json));

    private LetterFilter FilterOf(ParseResult parsed) => new()
    {
        Reason = parsed.GetValue(_reason), Topic = parsed.GetValue(_topic), From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
    };

    private HostSettings Load(ParseResult parsed) => SettingsLoader.Load(
        parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
}
