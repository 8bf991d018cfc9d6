using System.Globalization;
using StreamEngine.Core.Time;
using StreamEngine.Host.Tests.Support;
using StreamEngine.Load;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>Topics in, topics out: what the worker publishes is what a replay of the same files decides.</summary>
public sealed class RunTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int GeneratedEvents = 100_000, GeneratedCustomers = 10_000, Partitions = 4;

    [Fact]
    public async Task What_is_published_equals_the_replay_of_the_same_files()
    {
        var (replayed, behind, inputs) = await ReplayShopsAsync();
        string Workers(int workers) => ConfigOf("PT1S", workers);
        await CreateTopicsAsync(Workers(2));
        var published = await PublishAsync(Workers(2), inputs);

        await RunToTheEndAsync(Workers(2), published);
        await CompareAsync(replayed, behind, times: 1);

        var shown = await RunAsync("state", "show", "--config", Workers(2));
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("Task 3: ", shown.Out, StringComparison.Ordinal);
        var reset = await RunAsync("state", "reset", "--config", Workers(2), "--yes");
        Assert.True(reset.Code == 0, reset.Error);
        // docs/operations.md: after a reset a task may not move before its first snapshot.
        await RunToTheEndAsync(Workers(1), published);
        await CompareAsync(replayed, behind, times: 2);
    }

    [Fact]
    public async Task What_is_published_while_it_runs_equals_the_replay_of_the_same_files()
    {
        var (replayed, behind, inputs) = await ReplayShopsAsync();
        // History is published faster than it happened: an input that is silent for seconds is months behind.
        var config = ConfigOf("PT10M", workers: 2);
        await CreateTopicsAsync(config);
        await using var worker = await RunningWorker.StartAsync("--config", config, "--policy", Policy);
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(60));

        await CheckToTheEndAsync(worker, await PublishAsync(config, inputs), Partitions);

        Assert.Equal(0, await worker.StopAsync());
        await CompareAsync(replayed, behind, times: 1);
    }

    private async Task<(string Replayed, HashSet<string> Behind, string[] Inputs)> ReplayShopsAsync()
    {
        var generated = Path.Combine(Folder.FullName, "day.jsonl");
        var behind = Generate(generated, GeneratedEvents, GeneratedCustomers);
        string[] inputs =
        [
            "--input", $"uci-online-retail:{Workspace.Uci}", "--input", $"otto:{Workspace.Otto}",
            "--input", $"events:{generated}",
        ];
        return (await ReplayAsync(inputs), behind, inputs);
    }

    private string ConfigOf(string idleAfter, int workers) => Config(new
    {
        State = new { Directory = Path.Combine(Folder.FullName, "state") }, Metrics = new { Port = 0 },
        Time = new { IdleAfter = idleAfter }, Workers = workers,
    });

    private static async Task CreateTopicsAsync(string config) =>
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", $"{Partitions}")).Code);

    [Fact]
    public async Task With_the_least_memory_the_same_is_published()
    {
        var generated = Path.Combine(Folder.FullName, "crowd.jsonl");
        EventFile.Write(generated, Crowd(40_000));
        var replayed = await ReplayAsync("--input", $"events:{generated}");
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
        var published = await PublishAsync(config, "--input", $"events:{generated}");
        await RunToTheEndAsync(config, published, partitions: 1, async worker =>
        {
            var metrics = await worker.PageAsync("metrics");
            Assert.True(Spilled(state) > 0, "customers are on the disk");
            Assert.True(Metric(metrics, "streamengine_state_customers{tier=\"store\"}") > 30_000, metrics);
            Assert.True(Metric(metrics, "streamengine_state_customers{tier=\"memory\"}") < 10_000, metrics);
        });
        Assert.Equal(0, Spilled(state));
        // Once more: everything is there again, out of the mirror, and nothing is published twice.
        await RunToTheEndAsync(config, published, partitions: 1, async worker =>
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
        string config, string published, int partitions = Partitions, Func<RunningWorker, Task>? look = null)
    {
        await using var worker = await RunningWorker.StartAsync("--config", config, "--policy", Policy);
        await CheckToTheEndAsync(worker, published, partitions);
        if (look is not null) await look(worker);
        Assert.Equal(0, await worker.StopAsync());
    }

    private async Task CheckToTheEndAsync(RunningWorker worker, string published, int partitions)
    {
        await worker.UntilAsync(() => IsCaughtUpAsync(partitions), TimeSpan.FromMinutes(4));
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(30));
        // The page shows the books as of the last report, which comes after the commit that the offsets tell of.
        await worker.UntilAsync(
            async () => ReadBy([await worker.PageAsync("status")]) == Sent(published), TimeSpan.FromSeconds(60));
        CheckBooks([await worker.PageAsync("status")], Sent(published));
    }
}
