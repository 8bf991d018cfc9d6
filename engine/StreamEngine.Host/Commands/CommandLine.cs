using System.CommandLine;
using System.CommandLine.Invocation;
using StreamEngine.Connectors.Files;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Core.State;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Registry;
using StreamEngine.Host.Report;

namespace StreamEngine.Host.Commands;

/// <summary>
/// The executable's entry point: parses the arguments, runs a command, and turns what went wrong into a line.
/// </summary>
public static class CommandLine
{
    // The commands, in the order in which help lists them.
    private static readonly Func<HostConsole, Command>[] Commands =
    [
        RunCommand.Create, DemoCommand.Create, ReplayCommand.Create, ExplainCommand.Create, ReportCommand.Create,
        PublishCommand.Create, TopicsCommand.Create, DoctorCommand.Create, StateCommand.Create,
        DeadLettersCommand.Create,
    ];

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, HostConsole console, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Real-time stream processing for the behavioural events of online shops.");
        foreach (var create in Commands) root.Add(create(console));
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction or null) return Say(console, Explain(parsed, root), ExitCodes.WrongUsage);

        var invocation = new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            // A worker that is told to stop finishes, commits and closes with a snapshot.
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name == RunCommand.Name
                ? Limits.WorkerTerminationTimeout : Limits.TerminationTimeout,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Say(console, "Interrupted.", ExitCodes.Interrupted);
        }
        catch (Exception exception) when (exception is UsageException or FileInputException)
        {
            return Say(console, exception.Message, ExitCodes.WrongUsage);
        }
        catch (Exception exception) when (exception is CommandFailedException or FileSourceException or IOException
            or UnauthorizedAccessException or RegistryUnavailableException or StateFormatException)
        {
            return Say(console, $"Failed: {exception.Message}", ExitCodes.Failed);
        }
    }

    private static int Say(HostConsole console, string message, int exitCode)
    {
        console.Error.WriteLine(message);
        return exitCode;
    }

    // The first error is enough: the others often follow from it.
    private static string Explain(ParseResult parsed, RootCommand root)
    {
        var at = parsed.CommandResult.Command;
        var commands = string.Join(", ", at.Subcommands.Select(command => command.Name));
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return at.Subcommands.Count > 0
                ? $"'{unknown}' is not a command{(at == root ? "" : $" of {at.Name}")}: allowed are {commands}."
                : $"'{unknown}' is not an option of {at.Name}: allowed are {Options(at)}.";
        if (at.Subcommands.Count > 0 || parsed.Errors is not [var first, ..])
            return $"A command{(at == root ? "" : $" of {at.Name}")} is needed: {commands}. See --help.";
        // The parser names the option, which says what is allowed.
        var option = parsed.CommandResult.Command.Options.FirstOrDefault(option =>
            first.Message.Contains($"'{option.Name}'", StringComparison.Ordinal));
        return option is null
            ? first.Message
            : $"{first.Message} {option.Name} {option.HelpName}: {option.Description}";
    }

    private static string Options(Command command) =>
        string.Join(", ", command.Options.Select(option => option.Name));
}
