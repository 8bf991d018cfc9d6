using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamEngine.Host.Consoles;

/// <summary>What a command may say and to whom: results on stdout, progress and errors on stderr.</summary>
public sealed class HostConsole
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, and what went wrong.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>True where a person reads the results at a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True where a person reads the progress at a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The wall clock: for speed and progress, never for results.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The console of this process.</summary>
    public static HostConsole OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>Rich output of progress.</summary>
    public IAnsiConsole RichError() => Rich(Error, ErrorIsTerminal);

    /// <summary>Writes a table or the like to stdout: with colours at a terminal, as plain text elsewhere.</summary>
    public void Write(IRenderable renderable)
    {
        if (OutIsTerminal)
        {
            Rich(Out, isTerminal: true).Write(renderable);
            return;
        }

        using var text = new StringWriter();
        Rich(text, isTerminal: false).Write(renderable);
        // Tables pad their lines to equal width, which is of no use in a file.
        foreach (var line in text.ToString().Split('\n')) Out.WriteLine(line.TrimEnd());
    }

    private static IAnsiConsole Rich(TextWriter writer, bool isTerminal)
    {
        var rich = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal) rich.Profile.Width = Limits.PlainWidth;
        return rich;
    }
}
