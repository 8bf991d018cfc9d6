using System.CommandLine;
using System.Text;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Replay;

namespace StreamEngine.Host.Commands;

/// <summary><c>replay</c>: files through the pipeline on event time alone.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<string[]> _inputs = CommonOptions.Inputs();
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR", Required = true,
        Description = "The folder for sessions, triggers, decisions, kpis, late-events, dead-letters and summary; "
            + "files of an earlier run are replaced.",
    };
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly Option<int> _partitions = CommonOptions.Whole(
        "--partitions", "N", "How many tasks share the customers; the results do not depend on it.", 1,
        1, Limits.MaxReplayPartitions);
    private readonly Option<bool> _assumeConsent = new("--assume-consent")
    {
        Description = "Consent to marketing is assumed where the data says nothing about it.",
    };
    private readonly Option<long?> _until = CommonOptions.Time(
        "--until", "Events and timers later than this are left alone; nothing is drained.");
    private readonly Option<bool> _noDrain = new("--no-drain")
    {
        Description = "The end of input is not the end of time: sessions stay open, triggers not yet due stay armed.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private ReplayCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var replay = new ReplayCommand(console);
        var command = new Command("replay", "Runs files of shop data through the pipeline and writes what it decides.")
        {
            replay._inputs, replay._out, replay._policy, replay._partitions, replay._assumeConsent, replay._until,
            replay._noDrain, replay._json,
        };
        command.SetAction((parsed, cancellationToken) => replay.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = PlanOf(parsed);
        var result = await ReplayProgress.ShowAsync(_console, async progress =>
        {
            var run = new ReplayRun(plan, _console.Time);
            await using (run.ConfigureAwait(false))
                return await run.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);

        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(SummaryJson.Of(result))).ConfigureAwait(false);
        else ReplayReport.Write(_console, plan, result);
        if (result.Failure is null) return ExitCodes.Done;
        throw new CommandFailedException(
            $"{result.Failure} What could be read is processed; the results are those of an incomplete input.");
    }

    private ReplayPlan PlanOf(ParseResult parsed)
    {
        var policy = PolicyFile.Read(parsed.GetValue(_policy));
        if (parsed.GetValue(_assumeConsent))
            policy = policy with { Governance = policy.Governance with { Consent = ConsentPolicy.Assumed } };
        var until = parsed.GetValue(_until);
        var plan = new ReplayPlan
        {
            Inputs = CommonOptions.Read(parsed.GetValue(_inputs)),
            OutDirectory = parsed.GetRequiredValue(_out),
            Policy = policy,
            Personal = PrivacyKey.FromEnvironment,
            Partitions = parsed.GetValue(_partitions),
            Until = until,
            Drain = until is null && !parsed.GetValue(_noDrain),
        };
        CheckOut(plan);
        return plan;
    }

    private static void CheckOut(ReplayPlan plan)
    {
        if (plan.OutDirectory.Length == 0) throw new UsageException("--out DIR: a folder is needed.");
        if (File.Exists(plan.OutDirectory))
            throw new UsageException(
                $"--out DIR: '{plan.OutDirectory}' is a file; a folder is needed, or a name that is free.");
        var written = OutputFiles.Names
            .Select(name => Path.GetFullPath(Path.Combine(plan.OutDirectory, name)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var path in plan.Inputs.SelectMany(input => input.Paths))
        {
            if (written.Contains(Path.GetFullPath(path)))
                throw new UsageException(
                    $"--out DIR: '{path}' is an input that would be overwritten; another folder is needed.");
        }
    }
}
