using System.CommandLine;
using StreamEngine.Commerce.Policies;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Explain;

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
        Description = "The configuration of a worker whose topics are read. Files only so far: use --input.",
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
        if (parsed.GetValue(_config) is not null)
            throw new UsageException(
                "--config FILE: explain cannot read a worker's topics yet; files by --input FORMAT:PATH.");
        var inputs = CommonOptions.Read(parsed.GetValue(_inputs));
        if (inputs.Count == 0) throw new UsageException("--input FORMAT:PATH: at least one is needed.");
        var policy = PolicyFile.Read(parsed.GetValue(_policy));
        if (parsed.GetValue(_assumeConsent))
            policy = policy with { Governance = policy.Governance with { Consent = ConsentPolicy.Assumed } };
        var key = KeyOf(parsed.GetRequiredValue(_customer));
        using var run = new ExplainRun(key, inputs, policy, PrivacyKey.FromEnvironment());
        var story = await Task.Run(() => run.Run(cancellationToken), cancellationToken).ConfigureAwait(false);
        if (story.Count == 0)
            throw new CommandFailedException(
                $"the input has no event of {key}; keys begin with customer: or visitor:.");
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(StoryJson.Of(key, story)).ConfigureAwait(false);
        else StoryText.Write(_console, key, story);
        return ExitCodes.Done;
    }

    private static string KeyOf(string stated)
    {
        if (stated.Length == 0) throw new UsageException("--customer KEY: customer:ID or visitor:ID is needed.");
        return stated.StartsWith(CustomerPrefix, StringComparison.Ordinal)
            || stated.StartsWith(VisitorPrefix, StringComparison.Ordinal) ? stated : CustomerPrefix + stated;
    }
}
