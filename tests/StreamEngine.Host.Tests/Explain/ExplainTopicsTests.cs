using System.Text;
using System.Text.Json.Nodes;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Tests.Hosting;
using StreamEngine.Load;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Explain;

/// <summary>
/// The command <c>explain --config</c>: the stories of customers out of the topics and the journal of a worker, which
/// was stopped and started in between.
/// </summary>
public sealed class ExplainTopicsTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int Partitions = 2;

    [Fact]
    public async Task What_is_told_is_what_was_published()
    {
        var config = await RunAShopAsync();
        var published = await DecisionsAsync();
        var busiest = published.OrderByDescending(customer => customer.Value.Count).Take(3).ToList();
        Assert.All(busiest, customer => Assert.True(customer.Value.Count > 1));
        foreach (var (customer, decisions) in busiest)
        {
            var (code, said, complained) = await RunAsync("explain", "--config", config, "--customer", customer,
                "--json");
            Assert.True(code == 0, complained);
            Assert.Equal("", complained);
            var story = JsonNode.Parse(said)!["story"]!.AsArray().Select(line => line!).ToList();
            Assert.Equal(decisions, story.Where(line => line["published"]?["candidateId"] is not null)
                .Select(line => line["published"]!.ToJsonString()));
            Assert.Contains(story, line => line["source"]?.ToString()
                .StartsWith(Topics.Carts, StringComparison.Ordinal) == true);
        }

        await SayWhatIsMissingAsync(config, busiest[0].Key);
    }

    [Fact]
    public async Task Who_is_in_no_task_is_said_to_be_so()
    {
        var config = Config();
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "2")).Code);
        var (code, _, complained) = await RunAsync("explain", "--config", config, "--customer", "nobody");
        Assert.Equal(1, code);
        Assert.Contains("has committed nothing", complained, StringComparison.Ordinal);
        Assert.Contains("no event of customer:nobody", complained, StringComparison.Ordinal);
    }

    /// <summary>The policy is the journaled one, whatever is given; the first entries may be gone.</summary>
    private async Task SayWhatIsMissingAsync(string config, string customer)
    {
        var other = Path.Combine(Folder.FullName, "other.json");
        await File.WriteAllTextAsync(other, """{"governance":{"consent":"required"}}""", Token);
        var told = await RunAsync("explain", "--config", config, "--customer", customer);
        Assert.Equal(told, await RunAsync("explain", "--config", config, "--customer", customer, "--policy", other));
        Assert.Equal("", told.Error);

        await File.WriteAllTextAsync(other, """{"session":{"gap":"PT29M"}}""", Token);
        var refused = await RunAsync("explain", "--config", config, "--customer", customer, "--policy", other);
        Assert.Equal(1, refused.Code);
        Assert.Contains("session: cannot be changed", refused.Error, StringComparison.Ordinal);

        await using var logs = new KafkaTaskLogs(
            new KafkaSettings { BootstrapServers = Bootstrap, GroupId = Group, AllowPlaintext = true },
            static _ => { });
        var journals = Enumerable.Range(0, Partitions).Select(p => new LogPartition(Topics.Journal, p)).ToList();
        var starts = (await Client.Offsets.StartAsync(journals, Long)).Value!;
        Assert.Null(await logs.DeleteBeforeAsync(
            [.. starts.Select(start => start with { Offset = start.Offset + 1 })], Long));
        var partial = await RunAsync("explain", "--config", config, "--customer", customer);
        Assert.Contains("not there any more", partial.Error, StringComparison.Ordinal);
    }

    /// <summary>A day of a shop through a worker that is stopped in between; returns its configuration.</summary>
    private async Task<string> RunAShopAsync()
    {
        var options = new ShopOptions
        {
            Events = 4_000, Customers = 150, Days = 1, StartMs = Now.AddDays(-60).ToUnixTimeMilliseconds(), Broken = 0,
        };
        var day = Path.Combine(Folder.FullName, "day.jsonl");
        EventFile.Write(day, new ShopGenerator(options).Events());
        var lines = await File.ReadAllLinesAsync(day, Token);
        var config = Config(new
        {
            Policy, State = new { Directory = Path.Combine(Folder.FullName, "state") },
            Metrics = new { Port = 0 }, Time = new { IdleAfter = "PT1S" },
        });
        var created = await RunAsync("topics", "create", "--config", config, "--partitions", $"{Partitions}");
        Assert.True(created.Code == 0, created.Error);
        await WorkAsync(config, lines[..2_000]);
        await WorkAsync(config, lines[2_000..], "--drain");
        return config;
    }

    private async Task WorkAsync(string config, string[] lines, params string[] more)
    {
        var part = Path.Combine(Folder.FullName, "part.jsonl");
        await File.WriteAllLinesAsync(part, lines, Token);
        var sent = await RunAsync(["publish", "--input", $"events:{part}", "--config", config, .. more]);
        Assert.True(sent.Code == 0, sent.Error);
        await using var worker = await RunningWorker.StartAsync("--config", config);
        await worker.UntilAsync(() => IsCaughtUpAsync(Partitions), TimeSpan.FromMinutes(2));
        Assert.Equal(0, await worker.StopAsync());
    }

    /// <summary>Every decision of each customer, in the order in which it was published.</summary>
    private async Task<Dictionary<string, List<string>>> DecisionsAsync()
    {
        var decisions = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (_, batch) in await ReadAsync(Topics.Decisions))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var line = AvroJson.Of(ShopSchemas.Decision.Json, batch.Value(batch[i]));
                var customer = Encoding.UTF8.GetString(batch.Key(batch[i]));
                if (!decisions.TryGetValue(customer, out var of)) decisions.Add(customer, of = []);
                of.Add(JsonNode.Parse(line)!.ToJsonString());
            }
        }

        return decisions;
    }
}
