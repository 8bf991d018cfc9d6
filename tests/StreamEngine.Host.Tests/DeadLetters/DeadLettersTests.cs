using System.Text.Json.Nodes;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Tests.Hosting;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.DeadLetters;

/// <summary>
/// The commands <c>dead-letters</c>: records that a worker refused are listed, shown, sent back, and processed where
/// what was wrong is mended.
/// </summary>
public sealed class DeadLettersTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int Partitions = 2;
    private static readonly byte[] Garbage = [0xC3, 0x01, 0xFF, (byte)'a', (byte)'@', (byte)'b', (byte)'.'];

    [Fact]
    public async Task What_was_refused_is_told_sent_back_once_and_processed_after_the_fix()
    {
        var config = ConfigOf("PT5M");
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "2")).Code);
        await PublishAFutureEventAsync(config);
        await WriteGarbageAsync();
        await WorkAsync(config);

        var listed = await JsonAsync("list", config);
        Assert.Equal((2, 0, 0), Counts(listed));
        var groups = listed["groups"]!.AsArray().ToDictionary(group => group!["reason"]!.ToString(), group => group!);
        Assert.Equal(Topics.Clickstream, groups["malformed"]["topic"]!.ToString());
        Assert.Equal("decode", groups["malformed"]["stage"]!.ToString());
        Assert.Equal("validate", groups["future_timestamp"]["stage"]!.ToString());
        await ShowAsync(config, At(groups["future_timestamp"]), At(groups["malformed"]));

        var dry = await JsonAsync("retry", config, "--dry-run");
        Assert.Equal(2, dry["sent"]!.GetValue<long>());
        Assert.Equal((2, 0, 0), Counts(await JsonAsync("list", config)));
        await RetryAsync(config);
    }

    [Fact]
    public async Task A_place_that_is_none_is_refused_and_an_empty_one_named()
    {
        var config = Config();
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "1")).Code);
        var wrong = await RunAsync("dead-letters", "show", "--config", config, "--at", "17");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--at PARTITION:OFFSET: '17' is not allowed", wrong.Error, StringComparison.Ordinal);
        var empty = await RunAsync("dead-letters", "show", "--config", config, "--at", "0:5");
        Assert.Equal(1, empty.Code);
        Assert.Contains("holds no letter at 0:5", empty.Error, StringComparison.Ordinal);
        Assert.Equal("No dead letters.", (await RunAsync("dead-letters", "list", "--config", config)).Out.TrimEnd());
    }

    /// <summary>What is personal is hidden, unless the letter is asked for as it is.</summary>
    private static async Task ShowAsync(string config, string future, string garbage)
    {
        var shown = await JsonAsync("show", config, "--at", future);
        Assert.Equal("future_timestamp", shown["reason"]!.ToString());
        Assert.Equal("f1", shown["event"]!["eventId"]!.ToString());
        Assert.StartsWith("hmac-", shown["event"]!["customerId"]!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("customer:hmac-", shown["key"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("shoes for ****************", shown["event"]!["query"]!.ToString());
        var raw = await JsonAsync("show", config, "--at", future, "--raw");
        Assert.Equal("ann@example.com", raw["event"]!["customerId"]!.ToString());
        Assert.Contains("ann@example.com", (await RunAsync(
            "dead-letters", "show", "--config", config, "--at", future, "--raw")).Out, StringComparison.Ordinal);
        var text = (await RunAsync("dead-letters", "show", "--config", config, "--at", future)).Out;
        Assert.DoesNotContain("ann@", text, StringComparison.Ordinal);

        var bytes = await JsonAsync("show", config, "--at", garbage, "--raw");
        Assert.Equal(Garbage, Convert.FromBase64String(bytes["payloadBase64"]!.ToString()));
        Assert.Equal("trace", bytes["headers"]![0]!["name"]!.ToString());
        Assert.Null((await JsonAsync("show", config, "--at", garbage))["payloadBase64"]);
    }

    /// <summary>One record is mended by another setting; the other is refused again, until it is given up.</summary>
    private async Task RetryAsync(string config)
    {
        var sent = await JsonAsync("retry", config);
        Assert.Equal(2, sent["sent"]!.GetValue<long>());
        var nothing = await JsonAsync("retry", config);
        Assert.Equal((0, 2), (nothing["sent"]!.GetValue<long>(), nothing["returnedBefore"]!.GetValue<long>()));
        await WorkAsync(ConfigOf("PT3H"), "\"processed\": 1");
        Assert.Equal((3, 2, 1), Counts(await JsonAsync("list", config)));

        var givenUp = await JsonAsync("retry", config, "--reason", "malformed", "--returns", "1");
        Assert.Equal((0, 1), (givenUp["sent"]!.GetValue<long>(), givenUp["givenUp"]!.GetValue<long>()));
        // The event was processed: once more it is a duplicate.
        var again = await JsonAsync("retry", config, "--reason", "future_timestamp", "--again");
        Assert.Equal(1, again["sent"]!.GetValue<long>());
        await WorkAsync(ConfigOf("PT3H"), "\"duplicate\": 1");
        await CheckReturnedAsync();
    }

    /// <summary>The bytes, the key, the headers and the partition are those that were refused.</summary>
    private async Task CheckReturnedAsync()
    {
        var found = new List<(int Partition, string Returns)>();
        foreach (var (partition, batch) in await ReadAsync(Topics.Clickstream))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (!batch.Value(batch[i]).SequenceEqual(Garbage)) continue;
                var headers = batch.Headers(batch[i]);
                Assert.True(headers.TryGet("trace"u8, out var trace) && trace.SequenceEqual("1"u8));
                Assert.True(batch.Key(batch[i]).SequenceEqual("customer:1"u8));
                found.Add((partition, headers.TryGet("streamengine-returns"u8, out var n)
                    ? System.Text.Encoding.ASCII.GetString(n) : ""));
            }
        }

        Assert.Equal(["", "1"], found.Select(record => record.Returns).Order());
        Assert.Single(found.Select(record => record.Partition).Distinct());
    }

    private static async Task<JsonNode> JsonAsync(string command, string config, params string[] more)
    {
        var (code, said, complained) = await RunAsync(
            ["dead-letters", command, "--config", config, "--json", .. more]);
        Assert.True(code == 0, complained);
        return JsonNode.Parse(said)!;
    }

    private static (int Letters, int Returned, int Repeated) Counts(JsonNode listed) => (
        listed["letters"]!.GetValue<int>(), listed["returned"]!.GetValue<int>(), listed["repeated"]!.GetValue<int>());

    private static string At(JsonNode group) => $"{group["last"]!["partition"]}:{group["last"]!["offset"]}";

    private string ConfigOf(string maxFuture) => Config(new
    {
        Policy, State = new { Directory = Path.Combine(Folder.FullName, "state") }, Metrics = new { Port = 0 },
        Time = new { IdleAfter = "PT1S", MaxFuture = maxFuture },
    });

    private async Task PublishAFutureEventAsync(string config)
    {
        var time = EventTime.Format(Now.AddHours(2).ToUnixTimeMilliseconds());
        var file = Path.Combine(Folder.FullName, "future.jsonl");
        await File.WriteAllTextAsync(file, $$"""
            {"topic":"clickstream","eventId":"f1","type":"search","eventTime":"{{time}}","customerId":"ann@example.com",
            """.Trim() + """
            "query":"shoes for bob@shop.example"}
            """.Trim(), Token);
        var sent = await RunAsync("publish", "--input", $"events:{file}", "--config", config);
        Assert.True(sent.Code == 0, sent.Error);
    }

    private async Task WriteGarbageAsync()
    {
        var publisher = await KafkaPublisher.OpenAsync(
            ClientOf($"{Group}-feeder"), new PublishOptions { Clock = Clock });
        await using var _ = publisher;
        publisher.Next.Add(new LogPartition(Topics.Clickstream, AppendBatch.ByKey), AppendBatch.Now, "customer:1"u8,
            Garbage, NullParts.None, new HeaderWriter().Add("trace"u8, "1").Block);
        await publisher.SendAsync(Token);
    }

    /// <summary>Runs a worker over everything that there is, until its status says that.</summary>
    private async Task WorkAsync(string config, string status = "")
    {
        await using var worker = await RunningWorker.StartAsync("--config", config);
        await worker.UntilAsync(() => IsCaughtUpAsync(Partitions), TimeSpan.FromMinutes(2));
        await worker.UntilAsync(async () => (await worker.PageAsync("status")).Contains(
            status, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Equal(0, await worker.StopAsync());
    }
}
