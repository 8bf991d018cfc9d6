using System.Text.Json;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;
using StreamEngine.Runtime.Status;

namespace StreamEngine.Host.Pages;

/// <summary>The document of <c>/status</c>: what each worker and task does, and the books.</summary>
internal static class StatusJson
{
    /// <param name="isReady">Whether the process does its work.</param>
    /// <param name="problem">Why not.</param>
    /// <param name="workers">The workers of the shop's tasks.</param>
    /// <param name="merge">The worker that merges figures; null where there is none.</param>
    /// <param name="mergedUpTo">By task of it: the event time up to which every share is merged.</param>
    public static byte[] Of(
        bool isReady, string? problem, IReadOnlyList<WorkerStatus> workers, WorkerStatus? merge,
        IReadOnlyDictionary<int, long> mergedUpTo) => JsonText.Of(json =>
    {
        json.WriteBoolean("ready", isReady);
        json.WriteString("problem", problem);
        json.WriteStartArray("workers");
        foreach (var worker in workers)
        {
            json.WriteStartObject();
            Worker(json, worker);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (merge is null) return;
        json.WriteStartObject("kpis");
        Worker(json, merge);
        json.WriteStartObject("mergedUpTo");
        foreach (var (task, time) in mergedUpTo) Time(json, $"{task}", time);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Worker(Utf8JsonWriter json, WorkerStatus worker)
    {
        json.WriteNumber("slot", worker.Slot);
        json.WriteString("phase", Name(worker.Phase));
        json.WriteString("problem", worker.Problem);
        json.WriteStartObject("counters");
        json.WriteNumber("commits", worker.Counters.Commits);
        json.WriteNumber("aborts", worker.Counters.Aborts);
        json.WriteNumber("snapshots", worker.Counters.Snapshots);
        json.WriteNumber("rebalances", worker.Counters.Rebalances);
        json.WriteNumber("digestMismatches", worker.Counters.DigestMismatches);
        json.WriteNumber("inputBytes", worker.Counters.InputBytes);
        json.WriteNumber("outputBytes", worker.Counters.OutputBytes);
        json.WriteNumber("journalBytes", worker.Counters.JournalBytes);
        json.WriteNumber("changelogBytes", worker.Counters.ChangelogBytes);
        json.WriteEndObject();
        json.WriteStartArray("tasks");
        foreach (var task in worker.Tasks) Task(json, task);
        json.WriteEndArray();
    }

    private static void Task(Utf8JsonWriter json, TaskReport task)
    {
        json.WriteStartObject();
        json.WriteNumber("partition", task.Partition);
        json.WriteString("state", Name(task.Phase));
        json.WriteString("reason", task.Reason);
        Time(json, "watermark", task.Watermark);
        json.WriteString("heldBackBy", task.HeldBackBy);
        Time(json, "highestEventTime", task.HighestEventTime);
        Time(json, "nextDue", task.NextDue);
        json.WriteNumber("journalSequence", task.JournalSequence);
        Time(json, "committedAt", task.CommittedAt ?? EventTime.Min);
        json.WriteNumber("changedBytes", task.ChangedBytes);
        Policy(json, task.Policy);
        Snapshot(json, task.Snapshot);
        Restore(json, task.Restore);
        if (task.State is { } state)
        {
            json.WriteStartObject("stored");
            json.WriteNumber("residentCustomers", state.ResidentKeys);
            json.WriteNumber("storedCustomers", state.StoredKeys);
            json.WriteNumber("residentBytes", state.ResidentBytes);
            json.WriteNumber("storeMemoryBytes", state.StoreMemoryBytes);
            json.WriteNumber("storeDiskBytes", state.StoreDiskBytes);
            json.WriteEndObject();
        }

        json.WriteStartArray("inputs");
        foreach (var input in task.Inputs) Input(json, input);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Input(Utf8JsonWriter json, InputReport input)
    {
        json.WriteStartObject();
        json.WriteString("topic", input.Topic);
        json.WriteNumber("position", input.Position);
        json.WriteNumber("committed", input.Committed);
        json.WriteNumber("end", input.End);
        Time(json, "highestEventTime", input.HighestEventTime);
        json.WriteBoolean("idle", input.IsIdle);
        json.WriteBoolean("paused", input.IsPaused);
        json.WriteNumber("queued", input.Queued);
        var books = input.Ledger;
        json.WriteStartObject("ledger");
        json.WriteNumber("read", books.Read);
        json.WriteNumber("processed", books.Processed);
        json.WriteNumber("duplicate", books.Duplicate);
        json.WriteNumber("late", books.Late);
        json.WriteNumber("filtered", books.Filtered);
        json.WriteNumber("deadLettered", books.DeadLettered);
        json.WriteNumber("waiting", books.Waiting);
        json.WriteStartObject("reasons");
        foreach (var ((kind, reason), count) in books.Reasons) json.WriteNumber($"{Name(kind)}:{reason}", count);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Policy(Utf8JsonWriter json, PolicyInForce? policy)
    {
        if (policy is null) return;
        json.WriteStartObject("policy");
        json.WriteString("version", policy.Version);
        Time(json, "from", policy.From);
        json.WriteEndObject();
    }

    private static void Snapshot(Utf8JsonWriter json, SnapshotReport? snapshot)
    {
        if (snapshot is null) return;
        json.WriteStartObject("snapshot");
        json.WriteNumber("sequence", snapshot.Sequence);
        Time(json, "at", snapshot.At);
        json.WriteNumber("records", snapshot.Records);
        json.WriteNumber("bytes", snapshot.Bytes);
        json.WriteNumber("milliseconds", snapshot.DurationMs);
        json.WriteEndObject();
    }

    private static void Restore(Utf8JsonWriter json, RestoreReport? restore)
    {
        if (restore is null) return;
        json.WriteStartObject("restore");
        json.WriteString("phase", restore.Phase);
        Time(json, "startedAt", restore.StartedAt);
        json.WriteNumber("stateRecords", restore.StateRecords);
        json.WriteNumber("replayedRecords", restore.ReplayedRecords);
        json.WriteNumber("remainingRecords", restore.RemainingRecords);
        json.WriteBoolean("fromMirror", restore.FromMirror);
        if (restore.Accepted is { } accepted) DivergenceJson.Write(json, "accepted", accepted);
        json.WriteStartObject("milliseconds");
        foreach (var (phase, ms) in restore.PhaseMs) json.WriteNumber(phase, ms);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, long time) => json.WriteString(
        name, time is EventTime.Min or EventTime.Max ? null : EventTime.Format(time));

    private static string Name(Enum value)
    {
        var text = value.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
