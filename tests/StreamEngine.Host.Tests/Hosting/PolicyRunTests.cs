using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamEngine.Core.Time;
using StreamEngine.Load;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>
/// A worker is killed and started under another policy, then stopped in order and started under a third: what was
/// armed keeps its version, what comes is armed by the new one, and nothing parks.
/// </summary>
public sealed partial class PolicyRunTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int Customers = 40;

    /// <summary>Ten in the morning, sixty days ago.</summary>
    private static readonly long Morning =
        new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-60).AddHours(10).ToUnixTimeMilliseconds();

    [Fact]
    public async Task What_is_armed_keeps_its_version_through_a_crash_and_a_stop()
    {
        var (one, two, three) = (ConfigOf("one", "PT60M"), ConfigOf("two", "PT20M"), ConfigOf("three", "PT45M"));
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", one, "--partitions", "1")).Code);
        await PublishAddsAsync(one, "first", 0);
        await RunAndKillAsync(one, watermark: Morning + (4 * EventTime.Minute));

        await using (var second = await RunningWorker.StartAsync("--config", two))
        {
            await ReadyAsync(second, "two");
            await PublishAddsAsync(two, "second", 10);
            await ReachedAsync(second.PageAsync, Morning + (14 * EventTime.Minute));
            Assert.Equal(0, await second.StopAsync());
            Assert.DoesNotContain("parked", second.Logged, StringComparison.Ordinal);
        }

        await using (var third = await RunningWorker.StartAsync("--config", three))
        {
            await ReadyAsync(third, "three");
            await PublishAddsAsync(three, "third", 16, "--drain");
            await third.UntilAsync(() => IsCaughtUpAsync(1), TimeSpan.FromMinutes(1));
            await third.UntilAsync(async () => (await FiredAsync()).Count >= (3 * Customers) + 3, Long);
            Assert.Equal(0, await third.StopAsync());
            Assert.DoesNotContain("parked", third.Logged, StringComparison.Ordinal);
        }

        var fired = await FiredAsync();
        AssertFired(fired, "first", "one", 60);
        AssertFired(fired, "second", "two", 20);
        AssertFired(fired, "third", "three", 45);
        await TellAsync(three, "visitor:first-1", 60);
        await TellAsync(three, "visitor:second-1", 20);
        await RefuseAsync(three);
    }

    /// <summary>The story goes by what was journaled, not by the policy of the configuration.</summary>
    private async Task TellAsync(string config, string customer, int minutes)
    {
        var (code, said, complained) = await RunAsync("explain", "--config", config, "--customer", customer, "--json");
        Assert.True(code == 0, complained);
        var due = EventTime.Format((await FiredAsync())[customer].ActivityAt + (minutes * EventTime.Minute));
        Assert.Contains($"armed, due {due}", said, StringComparison.Ordinal);
    }

    private async Task RefuseAsync(string former)
    {
        var other = ConfigOf("four", "PT45M", new { gap = "PT29M" });
        await using (var refused = await RunningWorker.StartAsync("--config", other))
        {
            await refused.UntilAsync(async () => (await refused.PageAsync("health/ready")).Contains(
                "cannot go on under the policy", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
            Assert.Contains("session: cannot be changed", await refused.PageAsync("health/ready"),
                StringComparison.Ordinal);
            Assert.Equal(0, await refused.StopAsync());
        }

        await using var again = await RunningWorker.StartAsync("--config", former);
        await ReadyAsync(again, "three");
        Assert.DoesNotContain("policy version", again.Logged, StringComparison.Ordinal);
        Assert.Equal(0, await again.StopAsync());
    }

    private static void AssertFired(
        Dictionary<string, (string Version, long ActivityAt, long DueAt)> fired, string prefix, string version,
        int minutes)
    {
        var own = fired.Where(f => Name().Match(f.Key).Groups["name"].Value == prefix).ToList();
        Assert.Equal(Customers, own.Count);
        Assert.All(own, f => Assert.Equal(
            (version, minutes * EventTime.Minute), (f.Value.Version, f.Value.DueAt - f.Value.ActivityAt)));
    }

    /// <summary>By customer: what fired.</summary>
    private async Task<Dictionary<string, (string Version, long ActivityAt, long DueAt)>> FiredAsync()
    {
        var fired = new Dictionary<string, (string, long, long)>(StringComparer.Ordinal);
        foreach (var (_, batch) in await ReadAsync(Topics.Triggers))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var trigger = JsonNode.Parse(AvroJson.Of(
                    ShopSchemas.AbandonmentTrigger.Json, batch.Value(batch[i])))!;
                Assert.Equal("fired", trigger["status"]!.GetValue<string>());
                fired.Add(trigger["customerKey"]!.GetValue<string>(), (
                    trigger["policyVersion"]!.GetValue<string>(), Time(trigger["lastActivityAt"]!),
                    Time(trigger["dueAt"]!)));
            }
        }

        return fired;
    }

    private static long Time(JsonNode value) => DateTimeOffset.Parse(
        value.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>
    /// A cart for each customer, a second apart, and one five minutes later that moves time past them.
    /// </summary>
    private async Task PublishAddsAsync(string config, string name, int minute, params string[] more)
    {
        var path = Path.Combine(Folder.FullName, name + ".jsonl");
        var start = Morning + (minute * EventTime.Minute);
        var adds = Enumerable.Range(0, Customers).Select(i => Add($"{name}-{i}", start + (i * 1_000)));
        EventFile.Write(path, adds.Append(Add($"pace-{name}-0", start + (5 * EventTime.Minute))));
        var sent = await RunAsync(["publish", "--input", $"events:{path}", "--config", config, .. more]);
        Assert.True(sent.Code == 0, sent.Error);
    }

    private static EventData Add(string visitor, long time)
    {
        var add = new EventData
        {
            Topic = EventTopic.Carts, Type = EventType.Add, EventId = $"add-{visitor}", EventTime = time,
            AnonymousId = visitor, CartId = "cart", Currency = "EUR",
        };
        add.Lines.Add(new EventLine("lamp", null, 1, 9.90m));
        return add;
    }

    private string ConfigOf(string version, string step, object? session = null)
    {
        var path = Path.Combine(Folder.FullName, $"policy-{version}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            version, session = session ?? new { }, abandonment = new { cart = new { steps = new[] { step } } },
            governance = new { consent = "assumed", staleAfter = (string?)null },
        }));
        return Config(new
        {
            // The classic protocol gives a static member its place back at once.
            Kafka = new { GroupProtocol = "classic" }, Policy = path, Metrics = new { Port = 0 },
            State = new { Directory = Path.Combine(Folder.FullName, "state") }, Time = new { IdleAfter = "PT1S" },
        });
    }

    private async Task RunAndKillAsync(string config, long watermark)
    {
        var log = Path.Combine(Folder.FullName, "worker.log");
        await using var worker = ServerProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "streamengine.dll"), "run", "--config", config], log);
        using var pages = new HttpClient();
        await ReachedAsync(
            async page =>
            {
                await using var stream = new FileStream(
                    log, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
                var address = Address().Match(await new StreamReader(stream).ReadToEndAsync(Token));
                return address.Success ? await pages.GetStringAsync($"{address.Value}{page}", Token) : "{}";
            }, watermark);
        await worker.KillAsync();
    }

    /// <summary>Waits until the only task has reached that time and committed it.</summary>
    private static async Task ReachedAsync(Func<string, Task<string>> page, long watermark)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var reached = 0;
        // Commits come every fifth of a second: by the second look after another one there was one.
        while (reached < 10)
        {
            await timer.WaitForNextTickAsync(deadline.Token);
            var worker = JsonNode.Parse(await page("status"))!["workers"]?.AsArray().FirstOrDefault();
            var task = worker?["tasks"]!.AsArray().FirstOrDefault();
            if (task?["watermark"] is { } at && Time(at) >= watermark) reached++;
        }
    }

    private static async Task ReadyAsync(RunningWorker worker, string version)
    {
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(90));
        var task = JsonNode.Parse(await worker.PageAsync("status"))!["workers"]![0]!["tasks"]![0]!;
        Assert.Equal(version, task["policy"]!["version"]!.GetValue<string>());
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();

    [GeneratedRegex(@"^visitor:(?<name>.*)-\d+$")]
    private static partial Regex Name();
}
