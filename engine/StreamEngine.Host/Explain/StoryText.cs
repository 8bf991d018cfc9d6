using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Explain;

/// <summary>A story as a person reads it: a heading for each day, then a line each with its time.</summary>
internal static partial class StoryText
{
    /// <summary>Writes it.</summary>
    public static void Write(HostConsole console, string customerKey, IReadOnlyList<StoryLine> lines)
    {
        console.Out.WriteLine($"{customerKey}: {Summary(lines)}");
        var day = "";
        var grid = NewGrid();
        foreach (var line in lines)
        {
            var time = EventTime.Format(line.Time);
            if (time[..10] != day)
            {
                day = time[..10];
                grid.AddEmptyRow();
                grid.AddRow(new Markup($"[bold]{day}[/]"), Text.Empty, Text.Empty);
            }

            grid.AddRow(
                new Markup($"[grey]{time[11..23]}[/]"),
                new Markup($"[{ColourOf(line.Kind)}]{NameOf(line)}[/]"),
                new Markup(TextOf(line, day)));
        }

        console.Write(grid);
        console.Out.WriteLine("Times are UTC. A star marks what came, or was said, after time had moved on.");
    }

    private static Grid NewGrid()
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().Width(12));
        grid.AddColumn(new GridColumn().NoWrap().Width(11));
        grid.AddColumn(new GridColumn());
        return grid;
    }

    private static string Summary(IReadOnlyList<StoryLine> lines)
    {
        int Of(StoryKind kind) => lines.Count(line => line.Kind == kind);
        var parts = new List<string> { EventWords.Count(Of(StoryKind.Event), "event") };
        foreach (var kind in (StoryKind[])[StoryKind.Fired, StoryKind.Suppressed, StoryKind.Cancelled,
            StoryKind.Retracted, StoryKind.Recovered, StoryKind.Refused])
        {
            if (Of(kind) is > 0 and var count)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {kind.ToString().ToLowerInvariant()}"));
        }

        return string.Join(", ", parts);
    }

    private static string NameOf(StoryLine line) =>
        line.Kind.ToString().ToLowerInvariant() + (line.IsLate ? " *" : "");

    private static string TextOf(StoryLine line, string day)
    {
        var said = Shorten(line.Text, day).EscapeMarkup();
        var text = line.Kind == StoryKind.Event ? $"[bold]{said}[/]" : said;
        if (line.Why is { } why) text += $" [grey]({Shorten(why, day).EscapeMarkup()})[/]";
        if (line.Source is { } source) text += $" [grey]{source.EscapeMarkup()}[/]";
        return text;
    }

    /// <summary>Times of the same day are told without it, and whole seconds without their decimals.</summary>
    private static string Shorten(string text, string day) => IsoTime().Replace(text, match =>
    {
        var clock = match.Groups["clock"].Value + (match.Groups["ms"].Value == ".000" ? "" : match.Groups["ms"].Value);
        return match.Groups["day"].Value == day ? clock : $"{match.Groups["day"].Value} {clock}";
    });

    private static string ColourOf(StoryKind kind) => kind switch
    {
        StoryKind.Fired => "yellow",
        StoryKind.Recovered => "green",
        StoryKind.Retracted or StoryKind.Refused => "red",
        StoryKind.Suppressed or StoryKind.Cancelled => "magenta",
        StoryKind.Armed or StoryKind.Reset => "blue",
        StoryKind.Event => "bold",
        _ => "grey",
    };

    [GeneratedRegex(@"(?<day>\d{4}-\d\d-\d\d)T(?<clock>\d\d:\d\d:\d\d)(?<ms>\.\d{3})Z", RegexOptions.None, 1_000)]
    private static partial Regex IsoTime();
}
