using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.DeadLetters;

/// <summary>What <c>dead-letters</c> says to a person.</summary>
internal static class LetterText
{
    private const int BytesPerLine = 32;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Say(HostConsole console, LetterCounts counts)
    {
        var total = counts.Total;
        if (total.Letters == 0)
        {
            console.Out.WriteLine("No dead letters.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Day", "Reason", "Stage", "Topic");
        foreach (var column in (string[])["Letters", "Sent back", "Again"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("Last");
        foreach (var (group, count) in counts.Groups)
        {
            table.AddRow([.. new[]
            {
                EventTime.Format(group.Day)[..10], group.Reason, group.Stage, group.Topic, Plain(count.Letters),
                Plain(count.Returned), Plain(count.Repeated), PositionOf(count.Last!),
            }.Select(Markup.Escape)]);
        }

        console.Write(table);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{total.Letters:N0} letters, {total.Returned:N0} of them sent back, {total.Repeated:N0} of records that "
            + $"were refused again. 'dead-letters show --at {PositionOf(total.Last!)}' shows the last one."));
    }

    public static void Say(HostConsole console, DeadLetter letter, LetterContent content)
    {
        var record = letter.Record;
        var output = console.Out;
        output.WriteLine($"Letter    {PositionOf(letter)}, refused at {EventTime.Format(letter.RefusedAt)}"
            + (letter.IsReturned ? ", sent back since" : ""));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Source    {record.Source.Partition.Topic}[{record.Source.Partition.Number}]@{record.Source.Offset}, ")
            + $"{EventTime.Format(record.Timestamp)}");
        output.WriteLine($"Reason    {record.Reason} ({record.Stage})"
            + (record.Message is { } message ? $": {message}" : ""));
        if (record.Returns > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Sent back {record.Returns} time(s) before"));
        output.WriteLine($"Key       {content.Key ?? "none"}");
        foreach (var (name, value) in content.Headers) output.WriteLine($"Header    {name} = {value ?? "null"}");
        output.WriteLine(content.Bytes < 0 ? "Payload   none"
            : string.Create(CultureInfo.InvariantCulture, $"Payload   {content.Bytes:N0} bytes"));
        if (content.Event is { } data) output.WriteLine(data.ToJsonString(Indented));
        else if (content.Text is { Length: > 0 } text) output.WriteLine(text);
        else if (content.Bytes > 0 && content.Raw.Length == 0) output.WriteLine("No text; --raw shows the bytes.");
        for (var i = 0; i < content.Raw.Length; i += BytesPerLine)
            output.WriteLine(Convert.ToHexStringLower(
                content.Raw.AsSpan(i, Math.Min(BytesPerLine, content.Raw.Length - i))));
    }

    public static void Say(HostConsole console, RetryResult result, bool isDry)
    {
        var output = console.Out;
        output.WriteLine($"{(isDry ? "To be sent" : "Sent back ")}  {Plain(result.Total)} records: "
            + $"{Counts(result.Sent)}");
        if (result.Total > 0) output.WriteLine($"Reasons     {Counts(result.Reasons)}");
        Left(result.Returned, "sent back before (--again sends them once more)");
        Left(result.GivenUp, "sent back too often already (--returns)");
        Left(result.Elsewhere, "of no input topic");
        Left(result.Left, "beyond --most: run it again");
        void Left(long count, string why)
        {
            if (count > 0) output.WriteLine($"Left out    {Plain(count)} {why}");
        }
    }

    private static string PositionOf(DeadLetter letter) =>
        string.Create(CultureInfo.InvariantCulture, $"{letter.At.Partition.Number}:{letter.At.Offset}");

    private static string Plain(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Counts(SortedDictionary<string, long> counts) => counts.Count == 0 ? "none"
        : string.Join(", ", counts.Select(count => $"{count.Key} {Plain(count.Value)}"));
}
