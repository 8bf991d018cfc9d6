using System.CommandLine;
using System.Globalization;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Explain;
using StreamEngine.Host.Kafka;

namespace StreamEngine.Host.Commands;

/// <summary><c>explain</c>: a customer's events once more, watched, and told in order.</summary>
internal sealed class ExplainCommand
{
    private const string CustomerPrefix = "customer:", VisitorPrefix = "visitor:";

    private readonly Option<string> _customer = new("--customer")
    {
        HelpName = "KEY", Required = true,
        Description = "The customer's key as in the outputs, customer:ID or visitor:ID; a bare ID is a customer's.",
    };
    private readonly Option<string[]> _inputs = CommonOptions.Inputs();
    private readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "The configuration of a worker: its topics and its journal are read, instead of files.",
    };
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly Option<bool> _assumeConsent = new("--assume-consent")
    {
        Description = "Consent to marketing is assumed where the data says nothing about it.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private ExplainCommand(HostConsole console)
    {
        _console = console;
        _inputs.Required = false;
    }

    public static Command Create(HostConsole console)
    {
        var explain = new ExplainCommand(console);
        var command = new Command(
            "explain", "Tells a customer's story in order: events, sessions, carts, and every decision.")
        {
            explain._customer, explain._inputs, explain._config, explain._policy, explain._assumeConsent, explain._json,
        };
        command.SetAction((parsed, cancellationToken) => explain.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var key = KeyOf(parsed.GetRequiredValue(_customer));
        var inputs = CommonOptions.Read(parsed.GetValue(_inputs));
        var config = parsed.GetValue(_config);
        if (config is not null && inputs.Count > 0)
            throw new UsageException("--config FILE and --input FORMAT:PATH: one or the other, not both.");
        if (config is null && inputs.Count == 0)
            throw new UsageException("--input FORMAT:PATH: at least one is needed, or --config FILE.");
        var story = config is null
            ? await FromFilesAsync(key, inputs, parsed, cancellationToken).ConfigureAwait(false)
            : await FromTopicsAsync(key, config, parsed, cancellationToken).ConfigureAwait(false);
        if (story.Count == 0)
            throw new CommandFailedException(
                $"the input has no event of {key}; keys begin with customer: or visitor:.");
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(StoryJson.Of(key, story)).ConfigureAwait(false);
        else StoryText.Write(_console, key, story);
        return ExitCodes.Done;
    }

    private async Task<IReadOnlyList<StoryLine>> FromFilesAsync(
        string key, IReadOnlyList<FileInput> inputs, ParseResult parsed, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(parsed, PolicyFile.Read(parsed.GetValue(_policy)));
        using var run = new ExplainRun(key, inputs, policy, PrivacyKey.FromEnvironment());
        return await Task.Run(() => run.Run(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<StoryLine>> FromTopicsAsync(
        string key, string config, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(config, Environment.GetEnvironmentVariables());
        var policy = PolicyOf(parsed, PolicyFile.Read(parsed.GetValue(_policy) ?? settings.PolicyPath));
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var told = await new ExplainTopics(settings, policy, kafka, _console.Time).TellAsync(key, cancellationToken)
            .ConfigureAwait(false);
        foreach (var doubt in DoubtsOf(told)) await _console.Error.WriteLineAsync(doubt).ConfigureAwait(false);
        return told.Lines;
    }

    /// <summary>What the story may leave out, or tell otherwise than it was.</summary>
    private static IEnumerable<string> DoubtsOf(ToldStory told)
    {
        var report = told.Report;
        if (report.Entries == 0)
            yield return $"Task {told.Task} has committed nothing of which the records are left.";
        else if (!report.IsWhole)
            yield return $"What task {told.Task} did first is not there any more (retention of the journal or of an "
                + "input). The story begins without it: what was open or armed by then is missing, and decisions near "
                + "its beginning may have been others.";
        if (report.OtherSettings > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{report.OtherSettings} of {report.Entries} commits were made under other settings than those given, ")
                + "or by another version. What was published by them may differ from what is told.";
        if (report.Difference is { } difference)
            yield return $"From {difference}, it comes out differently from what the worker did.";
    }

    private ShopPolicy PolicyOf(ParseResult parsed, ShopPolicy policy) => parsed.GetValue(_assumeConsent)
        ? policy with { Governance = policy.Governance with { Consent = ConsentPolicy.Assumed } }
        : policy;

    private static string KeyOf(string stated)
    {
        if (stated.Length == 0) throw new UsageException("--customer KEY: customer:ID or visitor:ID is needed.");
        return stated.StartsWith(CustomerPrefix, StringComparison.Ordinal)
            || stated.StartsWith(VisitorPrefix, StringComparison.Ordinal) ? stated : CustomerPrefix + stated;
    }
}
