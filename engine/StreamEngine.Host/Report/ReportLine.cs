using System.Globalization;
using System.Text.Json;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.Report;

/// <summary>A KPI line as it stands in kpis.jsonl; money and quotients as they were written.</summary>
internal sealed record ReportLine
{
    public required string Kpi { get; init; }
    public required string Grain { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public required string View { get; init; }
    public (string Name, string Value)? Breakdown { get; init; }
    public required decimal Numerator { get; init; }
    public required decimal Denominator { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public required bool IsFinal { get; init; }
    public required long Revision { get; init; }

    /// <summary>
    /// The local day, or first day of the month, of the window: its middle lies in it whatever the zone.
    /// </summary>
    public DateOnly Date
    {
        get
        {
            var middle = Start + ((End - Start) / 2);
            var day = DateOnly.FromDateTime(middle.UtcDateTime);
            return Grain == "month" ? new DateOnly(day.Year, day.Month, 1) : day;
        }
    }

    /// <summary>Reads the last line of each key, in the order of the file.</summary>
    /// <exception cref="CommandFailedException">A line is none.</exception>
    public static IReadOnlyList<ReportLine> ReadAll(string path)
    {
        var last = new Dictionary<object, ReportLine>();
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (text.Length == 0) continue;
            try
            {
                var line = Read(text);
                // Minutes and hours are for machines: a page of them helps nobody.
                if (line.Grain is "minute" or "hour") continue;
                last[(line.Kpi, line.Grain, line.Start, line.View, line.Currency, line.Breakdown)] = line;
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException
                or InvalidOperationException)
            {
                throw new CommandFailedException($"{path}, line {number}, is no KPI line: {exception.Message}");
            }
        }

        return [.. last.Values];
    }

    private static ReportLine Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var breakdown = root.GetProperty("breakdown");
        var value = root.GetProperty("value");
        return new ReportLine
        {
            Kpi = root.GetProperty("kpi").GetString()!,
            Grain = root.GetProperty("grain").GetString()!,
            Start = Time(root.GetProperty("windowStart")),
            End = Time(root.GetProperty("windowEnd")),
            View = root.GetProperty("view").GetString()!,
            Breakdown = breakdown.ValueKind == JsonValueKind.Null ? null : Pair(breakdown),
            Numerator = root.GetProperty("numerator").GetDecimal(),
            Denominator = root.GetProperty("denominator").GetDecimal(),
            Value = value.ValueKind == JsonValueKind.Null ? null : value.GetDecimal(),
            Currency = root.GetProperty("currency").GetString(),
            IsFinal = root.GetProperty("status").GetString() == "final",
            Revision = root.GetProperty("revision").GetInt64(),
        };
    }

    private static (string, string) Pair(JsonElement breakdown)
    {
        var pair = breakdown.EnumerateObject().First();
        return (pair.Name, pair.Value.GetString() ?? "");
    }

    private static DateTimeOffset Time(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
