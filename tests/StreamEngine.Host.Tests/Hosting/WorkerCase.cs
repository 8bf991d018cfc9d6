using System.Text.Json;
using System.Text.Json.Nodes;
using StreamEngine.Core.Log;
using StreamEngine.Host.Tests.Kafka;
using StreamEngine.Load;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>
/// What tests of workers against a real Kafka share: a shop of sixty days ago, and the comparison of what was
/// committed with a replay of the same files.
/// </summary>
public abstract class WorkerCase(RealKafka kafka) : KafkaCase(kafka)
{
    /// <summary>The policy of old data that knows no consent.</summary>
    protected string Policy
    {
        get
        {
            var path = Path.Combine(Folder.FullName, "policy.json");
            if (!File.Exists(path))
                File.WriteAllText(path, """{"governance":{"consent":"assumed","staleAfter":null}}""");
            return path;
        }
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes events of sixty days ago; returns the customers with events behind the watermark.</summary>
    protected static HashSet<string> Generate(string path, int events, int customers)
    {
        var start = Now.AddDays(-60).ToUnixTimeMilliseconds();
        var options = new ShopOptions
        {
            Events = events, Customers = customers, Days = 1, StartMs = start, Broken = 0,
        };
        EventFile.Write(path, new ShopGenerator(options).Events());
        var highest = long.MinValue;
        var behind = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var time = json.RootElement.GetProperty("eventTime").GetDateTimeOffset().ToUnixTimeMilliseconds();
            if (time < highest - 10_000)
            {
                behind.Add("customer:" + Text(json.RootElement, "customerId"));
                behind.Add("visitor:" + Text(json.RootElement, "anonymousId"));
            }

            highest = Math.Max(highest, time);
        }

        return behind;
    }

    /// <summary>Replays files under <see cref="Policy"/>; returns the folder of the outputs.</summary>
    protected async Task<string> ReplayAsync(params string[] inputs)
    {
        var folder = Path.Combine(Folder.FullName, "replayed");
        var replay = await RunAsync(["replay", .. inputs, "--out", folder, "--policy", Policy]);
        Assert.True(replay.Code == 0, replay.Error);
        return folder;
    }

    /// <summary>Publishes files and drains; returns what the command printed as JSON.</summary>
    protected async Task<string> PublishAsync(string config, params string[] args)
    {
        var published = await RunAsync(
            ["publish", "--config", config, "--policy", Policy, "--drain", "--json", .. args]);
        Assert.True(published.Code == 0, published.Error);
        return published.Out;
    }

    /// <summary>
    /// Sessions, triggers and decisions: the last record of each id is the replay's, and each line was committed that
    /// many times. Of customers with events behind the watermark it is the closed sessions: how often they were
    /// corrected on the way, and what was decided before, hangs on how the inputs arrived.
    /// </summary>
    protected async Task CompareAsync(string replayed, HashSet<string> behind, int times)
    {
        await CompareAsync(replayed, "sessions", Topics.Sessions, ShopSchemas.Session, "sessionId", behind, times);
        await CompareAsync(
            replayed, "triggers", Topics.Triggers, ShopSchemas.AbandonmentTrigger, "triggerId", behind, times);
        await CompareAsync(replayed, "decisions", Topics.Decisions, ShopSchemas.Decision, "candidateId", behind, times);
    }

    /// <summary>Whether the group has committed everything that is in the input topics.</summary>
    protected async ValueTask<bool> IsCaughtUpAsync(int count)
    {
        string[] inputs = [Topics.Clickstream, Topics.Carts, Topics.Orders, Topics.Customers!];
        var partitions = inputs
            .SelectMany(t => Enumerable.Range(0, count).Select(p => new LogPartition(t, p))).ToList();
        var ends = (await Client.Offsets.EndAsync(partitions, LogEnd.Stable, Long)).Value;
        var committed = (await Client.Offsets.CommittedAsync(partitions, Long)).Value;
        // The last offset before the end is the marker of the publisher's transaction.
        return ends is not null && committed is not null
            && ends.Zip(committed).All(p => p.Second.Offset >= p.First.Offset - 1);
    }

    /// <summary>How many records the books of the running tasks have read.</summary>
    protected static long ReadBy(IEnumerable<string> statuses) => Ledgers(statuses).Sum(l => Column(l, "read"));

    /// <summary>How many records <c>publish</c> sent, heartbeats included.</summary>
    protected static long Sent(string published)
    {
        using var sent = JsonDocument.Parse(published);
        return sent.RootElement.GetProperty("events").GetInt64()
            + sent.RootElement.GetProperty("heartbeats").GetInt64();
    }

    /// <summary>
    /// So many records were sent, and every one ended in exactly one column of the running tasks' books.
    /// </summary>
    protected static void CheckBooks(IEnumerable<string> statuses, long expected)
    {
        var ledgers = Ledgers(statuses).ToList();
        long Sum(string column) => ledgers.Sum(ledger => Column(ledger, column));
        Assert.Equal(expected, Sum("read"));
        Assert.Equal(0, Sum("waiting"));
        Assert.Equal(expected,
            Sum("processed") + Sum("duplicate") + Sum("late") + Sum("filtered") + Sum("deadLettered"));
    }

    private static IEnumerable<JsonElement> Ledgers(IEnumerable<string> statuses) => statuses
        .SelectMany(status => JsonDocument.Parse(status).RootElement.GetProperty("workers").EnumerateArray())
        .SelectMany(worker => worker.GetProperty("tasks").EnumerateArray())
        .Where(task => task.GetProperty("state").GetString() == "running")
        .SelectMany(task => task.GetProperty("inputs").EnumerateArray())
        .Select(input => input.GetProperty("ledger"));

    private static long Column(JsonElement ledger, string name) => ledger.GetProperty(name).GetInt64();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private async Task CompareAsync(
        string replayed, string file, string topic, RecordSchema schema, string id, HashSet<string> behind, int times)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(replayed, file + ".jsonl"), Token))
            Keep(expected, line, id, behind);
        var actual = new Dictionary<string, string>(StringComparer.Ordinal);
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, batch) in await ReadAsync(topic))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var line = AvroJson.Of(schema.Json, batch.Value(batch[i]));
                Keep(actual, line, id, behind);
                written[line] = written.GetValueOrDefault(line) + 1;
            }
        }

        // Each line exactly once, or once more where the tasks were told to start over: where events came behind the
        // watermark, what is said on the way may differ the second time, because it hangs on how the inputs arrived.
        var miscounted = written.Where(line => line.Value != times && (line.Value > times || !IsOf(behind, line.Key)))
            .ToList();
        Assert.True(miscounted.Count == 0,
            $"{file}: {miscounted.Count} lines not {times} times, the first: {miscounted.FirstOrDefault()}");
        Assert.NotEmpty(expected);
        var differences = expected.Keys.Union(actual.Keys).Where(key =>
            expected.GetValueOrDefault(key) != actual.GetValueOrDefault(key)).Order(StringComparer.Ordinal).ToList();
        Assert.True(differences.Count == 0, $"{file}: {differences.Count} of {expected.Count} differ, the first:\n"
            + string.Join('\n', differences.Take(3).Select(key =>
                $"replay {expected.GetValueOrDefault(key)}\nworker {actual.GetValueOrDefault(key)}")));
    }

    private static void Keep(Dictionary<string, string> last, string line, string id, HashSet<string> behind)
    {
        var record = JsonNode.Parse(line)!.AsObject();
        var key = record[id]!.GetValue<string>();
        if (!behind.Contains(record["customerKey"]!.GetValue<string>()))
        {
            last[key] = line;
        }
        else if (id == "sessionId")
        {
            record.Remove("revision");
            if (record["status"]!.GetValue<string>() == "closed") last[key] = record.ToJsonString();
            else last.Remove(key);
        }
    }

    private static bool IsOf(HashSet<string> customers, string line)
    {
        using var json = JsonDocument.Parse(line);
        return customers.Contains(json.RootElement.GetProperty("customerKey").GetString()!);
    }
}
