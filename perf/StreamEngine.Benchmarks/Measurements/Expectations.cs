using System.Text.Json;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>What perf/expectations.json promises: the most bytes an event may allocate, by stage.</summary>
public sealed record Expectations
{
    /// <summary>The workload: customers, who are known, and the events that are measured.</summary>
    public required int Customers { get; init; }
    public required int Events { get; init; }

    /// <summary>By the name of the stage.</summary>
    public required IReadOnlyDictionary<string, double> MaxBytesPerEvent { get; init; }

    /// <summary>Reads the file.</summary>
    public static Expectations Read(string path) =>
        JsonSerializer.Deserialize<Expectations>(File.ReadAllBytes(path), Options)
        ?? throw new InvalidDataException($"{path} is empty");

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };
}
