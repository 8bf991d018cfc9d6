using System.Text.Json;

namespace StreamEngine.Benchmarks.Workers;

/// <summary>What the status page of a worker says.</summary>
/// <param name="Running">Tasks that run.</param>
/// <param name="Read">Input records in their books.</param>
/// <param name="Input">Bytes of input.</param>
/// <param name="Journal">Bytes written to the journal.</param>
/// <param name="Changelog">Bytes written to the changelog.</param>
/// <param name="SnapshotRecords">Records of the last snapshots of the tasks.</param>
/// <param name="SnapshotBytes">Bytes of them.</param>
internal readonly record struct WorkerPage(
    int Running, long Read, long Input, long Journal, long Changelog, long SnapshotRecords, long SnapshotBytes)
{
    private static readonly HttpClient Pages = new();

    /// <summary>Asks for it.</summary>
    public static async Task<WorkerPage> OfAsync(HostProcess worker)
    {
        var address = await worker.Pages.ConfigureAwait(false);
        using var json = JsonDocument.Parse(
            await Pages.GetStringAsync(new Uri(address, "status")).ConfigureAwait(false));
        var workers = json.RootElement.GetProperty("workers");
        // The pages are open before the worker is there.
        if (workers.GetArrayLength() == 0) return default;
        var status = workers[0];
        var tasks = status.GetProperty("tasks").EnumerateArray()
            .Where(static task => task.GetProperty("state").GetString() == "running").ToList();
        var counters = status.GetProperty("counters");
        var snapshots = tasks.Where(static task => task.TryGetProperty("snapshot", out _))
            .Select(static task => task.GetProperty("snapshot")).ToList();
        return new WorkerPage(
            tasks.Count,
            tasks.SelectMany(static task => task.GetProperty("inputs").EnumerateArray())
                .Sum(static input => Of(input.GetProperty("ledger"), "read")),
            Of(counters, "inputBytes"), Of(counters, "journalBytes"), Of(counters, "changelogBytes"),
            snapshots.Sum(static snapshot => Of(snapshot, "records")),
            snapshots.Sum(static snapshot => Of(snapshot, "bytes")));
    }

    private static long Of(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
