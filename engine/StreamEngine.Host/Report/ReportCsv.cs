using System.Globalization;
using System.Text;

namespace StreamEngine.Host.Report;

/// <summary>The lines of days, months and all time as CSV for a spreadsheet (RFC 4180).</summary>
internal static class ReportCsv
{
    private static readonly string[] Columns =
    [
        "kpi", "grain", "date", "windowStart", "windowEnd", "view", "breakdown", "breakdownValue", "numerator",
        "denominator", "value", "currency", "status", "revision",
    ];

    /// <summary>The whole file; lines in the order given.</summary>
    public static string Of(IReadOnlyList<ReportLine> lines)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', Columns).Append("\r\n");
        foreach (var line in lines)
        {
            string?[] cells =
            [
                line.Kpi, line.Grain,
                line.Grain == "all" ? null : line.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Time(line.Start), Time(line.End), line.View, line.Breakdown?.Name, line.Breakdown?.Value,
                Number(line.Numerator), Number(line.Denominator), Number(line.Value), line.Currency,
                line.IsFinal ? "final" : "provisional", line.Revision.ToString(CultureInfo.InvariantCulture),
            ];
            csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>
    /// Quoted where it has to be. A text that a spreadsheet would take for a formula gets an apostrophe: campaigns and
    /// reasons come from outside.
    /// </summary>
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var isNumber = decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);
        if (!isNumber && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        if (!text.AsSpan().ContainsAny(",\"\r\n")) return text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
