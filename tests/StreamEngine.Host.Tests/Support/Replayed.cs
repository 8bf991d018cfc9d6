using System.Text.Json;

namespace StreamEngine.Host.Tests.Support;

/// <summary>What a replay left behind: exit code, what it printed, and its files.</summary>
internal sealed class Replayed
{
    public required int ExitCode { get; init; }
    public required string Output { get; init; }
    public required string Error { get; init; }
    public required string Folder { get; init; }

    /// <summary>The files that a replay writes.</summary>
    public static IReadOnlyList<string> Streams { get; } =
        ["sessions", "triggers", "decisions", "kpis", "late-events", "dead-letters"];

    public bool HasSummary => File.Exists(Path.Combine(Folder, "summary.json"));

    public JsonElement Summary => Parse(File.ReadAllBytes(Path.Combine(Folder, "summary.json")));

    public string Digest => Summary.GetProperty("digest").GetString()!;

    public byte[] Bytes(string stream) => File.ReadAllBytes(Path.Combine(Folder, stream + ".jsonl"));

    public List<JsonElement> Lines(string stream) =>
        [.. File.ReadLines(Path.Combine(Folder, stream + ".jsonl")).Select(line => Parse(line))];

    /// <summary>The lines of a stream that have these values, written <c>name=value</c>.</summary>
    public List<JsonElement> Lines(string stream, params string[] where) =>
        [.. Lines(stream).Where(line => where.All(condition => Holds(line, condition)))];

    /// <summary>A figure of the event view without a breakdown.</summary>
    public JsonElement Kpi(string kpi, string grain, string start, string? currency) => Lines("kpis").Single(line =>
        line.GetProperty("kpi").GetString() == kpi && line.GetProperty("grain").GetString() == grain
        && line.GetProperty("view").GetString() == "event"
        && line.GetProperty("breakdown").ValueKind == JsonValueKind.Null
        && line.GetProperty("windowStart").GetString()!.StartsWith(start, StringComparison.Ordinal)
        && line.GetProperty("currency").GetString() == currency);

    /// <summary>A column of the ledger, of all inputs or of one.</summary>
    public long Ledger(string column, string? input = null)
    {
        var ledger = Summary.GetProperty("ledger");
        var books = input is null ? ledger.GetProperty("total") : ledger.GetProperty("inputs").GetProperty(input);
        return books.GetProperty(column).GetInt64();
    }

    /// <summary>Fails unless read = processed + duplicate + late + filtered + dead-lettered, everywhere.</summary>
    public void AssertBalanced()
    {
        string[] columns = ["processed", "duplicate", "late", "filtered", "deadLettered"];
        var ledger = Summary.GetProperty("ledger");
        var inputs = ledger.GetProperty("inputs").EnumerateObject().Select(input => input.Value).ToList();
        foreach (var books in inputs.Append(ledger.GetProperty("total")))
            Assert.Equal(books.GetProperty("read").GetInt64(), columns.Sum(c => books.GetProperty(c).GetInt64()));
        foreach (var column in columns.Append("read"))
            Assert.Equal(Ledger(column), inputs.Sum(books => books.GetProperty(column).GetInt64()));
        foreach (var stream in Streams)
            Assert.Equal(Lines(stream).Count, Summary.GetProperty("outputs").GetProperty(stream).GetInt64());
    }

    private static bool Holds(JsonElement line, string condition)
    {
        var parts = condition.Split('=', 2);
        var value = line.GetProperty(parts[0]);
        return (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) == parts[1];
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json).RootElement;

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
