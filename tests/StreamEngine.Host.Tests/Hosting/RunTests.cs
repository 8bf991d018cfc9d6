using System.Globalization;
using System.Text.Json;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Tests.Kafka;
using StreamEngine.Load;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>Topics in, topics out: what the worker publishes is what a replay of the same files decides.</summary>
public sealed class RunTests(RealKafka kafka) : KafkaCase(kafka)
{
    private const int GeneratedEvents = 20_000;

    [Fact]
    public async Task What_is_published_equals_the_replay_of_the_same_files()
    {
        var policy = Path.Combine(Folder.FullName, "policy.json");
        await File.WriteAllTextAsync(policy, """{"governance":{"consent":"assumed","staleAfter":null}}""", Token);
        var generated = Path.Combine(Folder.FullName, "day.jsonl");
        var behind = Generate(generated, GeneratedEvents, 2_000);
        string[] inputs =
        [
            "--input", $"uci-online-retail:{Sample("uci-online-retail")}", "--input", $"otto:{Sample("otto")}",
            "--input", $"events:{generated}",
        ];
        var replayed = Path.Combine(Folder.FullName, "replayed");
        var replay = await RunAsync(["replay", .. inputs, "--out", replayed, "--policy", policy]);
        Assert.True(replay.Code == 0, replay.Error);

        string Workers(int workers) => Config(new
        {
            State = new { Directory = Path.Combine(Folder.FullName, "state") }, Metrics = new { Port = 0 },
            Time = new { IdleAfter = "PT1S" }, Workers = workers,
        });
        var config = Workers(2);
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "4")).Code);
        var published = await RunAsync(
            ["publish", .. inputs, "--config", config, "--policy", policy, "--drain", "--json"]);
        Assert.True(published.Code == 0, published.Error);

        await RunToTheEndAsync(config, policy, published.Out);
        await CompareAsync(replayed, behind, times: 1);

        var shown = await RunAsync("state", "show", "--config", config);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("Task 3: ", shown.Out, StringComparison.Ordinal);
        var reset = await RunAsync("state", "reset", "--config", config, "--yes");
        Assert.True(reset.Code == 0, reset.Error);
        // docs/operations.md: after a reset a task may not move before its first snapshot.
        await RunToTheEndAsync(Workers(1), policy, published.Out);
        await CompareAsync(replayed, behind, times: 2);
    }

    [Fact]
    public async Task With_the_least_memory_the_same_is_published()
    {
        var policy = Path.Combine(Folder.FullName, "policy.json");
        await File.WriteAllTextAsync(policy, """{"governance":{"consent":"assumed","staleAfter":null}}""", Token);
        var generated = Path.Combine(Folder.FullName, "crowd.jsonl");
        EventFile.Write(generated, Crowd(40_000));
        var replayed = Path.Combine(Folder.FullName, "replayed");
        var replay = await RunAsync(
            "replay", "--input", $"events:{generated}", "--out", replayed, "--policy", policy);
        Assert.True(replay.Code == 0, replay.Error);
        var state = Path.Combine(Folder.FullName, "state");
        var config = Config(new
        {
            State = new
            {
                Directory = state, MemoryLimitBytes = 32 << 20, SnapshotEvery = "PT1S", SnapshotBytes = 1 << 20,
            },
            Metrics = new { Port = 0 }, Time = new { IdleAfter = "PT1S" },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "1")).Code);
        var published = await RunAsync(
            "publish", "--input", $"events:{generated}", "--config", config, "--policy", policy, "--drain", "--json");
        Assert.True(published.Code == 0, published.Error);
        await RunToTheEndAsync(config, policy, published.Out, partitions: 1, async worker =>
        {
            var metrics = await worker.PageAsync("metrics");
            Assert.True(Spilled(state) > 0, "customers are on the disk");
            Assert.True(Metric(metrics, "streamengine_state_customers{tier=\"store\"}") > 30_000, metrics);
            Assert.True(Metric(metrics, "streamengine_state_customers{tier=\"memory\"}") < 10_000, metrics);
        });
        Assert.Equal(0, Spilled(state));
        // Once more: everything is there again, out of the mirror, and nothing is published twice.
        await RunToTheEndAsync(config, policy, published.Out, partitions: 1, async worker =>
            Assert.Contains("\"fromMirror\": true", await worker.PageAsync("status"), StringComparison.Ordinal));
        await CompareAsync(replayed, [], times: 1);
    }

    /// <summary>Visitors of whom each comes back once, a day later; carts make them large.</summary>
    private static IEnumerable<EventData> Crowd(int visitors)
    {
        var start = Now.AddDays(-60).ToUnixTimeMilliseconds();
        for (var visit = 0; visit < 2 * visitors; visit++)
        {
            var visitor = (visit % visitors).ToString("d6", CultureInfo.InvariantCulture);
            var time = start + (visit / visitors * EventTime.Day) + (visit % visitors * 1_500L);
            yield return new EventData
            {
                Topic = EventTopic.Clickstream, Type = EventType.ProductView, EventId = $"v{visit}", EventTime = time,
                AnonymousId = visitor, ProductId = "SKU-1",
            };
            var add = new EventData
            {
                Topic = EventTopic.Carts, Type = EventType.Add, EventId = $"c{visit}", EventTime = time + 1_000,
                AnonymousId = visitor, CartId = $"cart-{visitor}", Currency = "EUR",
            };
            for (var line = 0; line < 4; line++)
                add.Lines.Add(new EventLine($"product-{line}-of-visitor-{visitor}", "blue", 1, 9.90m));
            yield return add;
        }
    }

    /// <summary>Bytes of the files that the stores of tasks have spilled.</summary>
    private static long Spilled(string state) => new DirectoryInfo(Path.Combine(state, "spill"))
        .EnumerateFiles("spill.*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static double Metric(string metrics, string name) => double.Parse(
        metrics.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ')[1],
        CultureInfo.InvariantCulture);

    private async Task RunToTheEndAsync(
        string config, string policy, string published, int partitions = 4, Func<RunningWorker, Task>? look = null)
    {
        await using var worker = await RunningWorker.StartAsync("--config", config, "--policy", policy);
        await worker.UntilAsync(() => IsCaughtUpAsync(partitions), TimeSpan.FromMinutes(4));
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(30));
        // The page shows the books as of the last report, which comes after the commit that the offsets tell of.
        await worker.UntilAsync(
            async () => ReadBy(await worker.PageAsync("status")) == Sent(published), TimeSpan.FromSeconds(60));
        CheckBooks(await worker.PageAsync("status"), published);
        if (look is not null) await look(worker);
        Assert.Equal(0, await worker.StopAsync());
    }

    private async Task CompareAsync(string replayed, HashSet<string> behind, int times)
    {
        await CompareAsync(replayed, "sessions", Topics.Sessions, ShopSchemas.Session, "sessionId", behind, times);
        await CompareAsync(
            replayed, "triggers", Topics.Triggers, ShopSchemas.AbandonmentTrigger, "triggerId", behind, times);
        await CompareAsync(replayed, "decisions", Topics.Decisions, ShopSchemas.Decision, "candidateId", behind, times);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Sample(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "samples", name))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "samples", name);
    }

    /// <summary>A day of sixty days ago; returns the customers with events behind the watermark.</summary>
    private static HashSet<string> Generate(string path, int events, int customers)
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

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private async ValueTask<bool> IsCaughtUpAsync(int count)
    {
        string[] inputs = [Topics.Clickstream, Topics.Carts, Topics.Orders, Topics.Customers!];
        var partitions = inputs
            .SelectMany(t => Enumerable.Range(0, count).Select(p => new LogPartition(t, p))).ToList();
        var ends = (await Client.Offsets.EndAsync(partitions, LogEnd.Stable, Long)).Value!;
        var committed = (await Client.Offsets.CommittedAsync(partitions, Long)).Value;
        // The last offset before the end is the marker of the publisher's transaction.
        return committed is not null && ends.Zip(committed).All(p => p.Second.Offset >= p.First.Offset - 1);
    }

    private static long ReadBy(string status)
    {
        using var json = JsonDocument.Parse(status);
        return json.RootElement.GetProperty("workers").EnumerateArray()
            .SelectMany(worker => worker.GetProperty("tasks").EnumerateArray())
            .Where(task => task.GetProperty("state").GetString() == "running")
            .SelectMany(task => task.GetProperty("inputs").EnumerateArray())
            .Sum(input => input.GetProperty("ledger").GetProperty("read").GetInt64());
    }

    private static long Sent(string published)
    {
        using var sent = JsonDocument.Parse(published);
        return sent.RootElement.GetProperty("events").GetInt64()
            + sent.RootElement.GetProperty("heartbeats").GetInt64();
    }

    private static void CheckBooks(string status, string published)
    {
        using var json = JsonDocument.Parse(status);
        var ledgers = json.RootElement.GetProperty("workers").EnumerateArray()
            .SelectMany(worker => worker.GetProperty("tasks").EnumerateArray())
            .Where(task => task.GetProperty("state").GetString() == "running")
            .SelectMany(task => task.GetProperty("inputs").EnumerateArray())
            .Select(input => input.GetProperty("ledger")).ToList();
        long Sum(string column) => ledgers.Sum(ledger => ledger.GetProperty(column).GetInt64());
        var expected = Sent(published);
        Assert.Equal(expected, Sum("read"));
        Assert.Equal(0, Sum("waiting"));
        Assert.Equal(expected,
            Sum("processed") + Sum("duplicate") + Sum("late") + Sum("filtered") + Sum("deadLettered"));
    }

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

        // Each line exactly once, or once more where the tasks were told to start over.
        Assert.All(written.Values, count => Assert.Equal(times, count));
        Assert.NotEmpty(expected);
        var differences = expected.Keys.Union(actual.Keys).Where(key =>
            expected.GetValueOrDefault(key) != actual.GetValueOrDefault(key)).Order(StringComparer.Ordinal).ToList();
        Assert.True(differences.Count == 0, $"{file}: {differences.Count} of {expected.Count} differ, the first:\n"
            + string.Join('\n', differences.Take(3).Select(key =>
                $"replay {expected.GetValueOrDefault(key)}\nworker {actual.GetValueOrDefault(key)}")));
    }

    private static void Keep(Dictionary<string, string> last, string line, string id, HashSet<string> behind)
    {
        using var json = JsonDocument.Parse(line);
        if (!behind.Contains(json.RootElement.GetProperty("customerKey").GetString()!))
            last[json.RootElement.GetProperty(id).GetString()!] = line;
    }
}
