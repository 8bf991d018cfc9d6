using System.Text;
using System.Text.Json;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Tests.Kafka;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Publishing;

public sealed class PublishTests(RealKafka kafka) : KafkaCase(kafka)
{
    private const string Line = """
        {"topic":"TOPIC","eventId":"ID","type":"TYPE","eventTime":"TIME","customerId":"CUSTOMER","productId":"p"}
        """;

    [Fact]
    public async Task Events_go_to_their_topics_by_customer_and_heartbeats_end_them()
    {
        var config = Config();
        var created = await RunAsync("topics", "create", "--config", config, "--partitions", "3");
        Assert.True(created.Code == 0, created.Error + created.Out);
        var before = Now.ToUnixTimeMilliseconds();
        var (code, text, error) = await RunAsync(
            "publish", "--input", $"events:{Events("2020-05-01T10:00:00.000Z")}", "--config", config, "--drain",
            "--json");
        Assert.True(code == 0, error);

        var keys = new Dictionary<string, int>();
        var reader = new EventDataReader(new WriterSchemas());
        var data = new EventData();
        var heartbeats = 0;
        foreach (var (topic, name) in new[]
                 {
                     (EventTopic.Clickstream, Topics.Clickstream), (EventTopic.Carts, Topics.Carts),
                     (EventTopic.Orders, Topics.Orders), (EventTopic.Customers, Topics.Customers!),
                 })
        {
            var read = await ReadAsync(name);
            Assert.Equal(3, read.Select(r => r.Partition).Distinct().Count());
            foreach (var (partition, batch) in read)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    Assert.InRange(batch[i].Timestamp, before, before + 600_000);
                    if (HeartbeatRecord.TryRead(batch, batch[i], out var time))
                    {
                        heartbeats++;
                        Assert.Equal("2020-05-31T10:00:49.001Z", EventTime.Format(time));
                        continue;
                    }

                    var key = Encoding.UTF8.GetString(batch.Key(batch[i]));
                    Assert.True(reader.Read(topic, batch.Value(batch[i]), data).IsSuccess);
                    Assert.Equal($"customer:{data.CustomerId}", key);
                    Assert.Equal(Partitioner.Of(PartitionerKind.Murmur2, batch.Key(batch[i]), false, 3), partition);
                    keys[$"{name}/{data.EventId}"] = partition;
                }
            }
        }

        Assert.Equal(12, heartbeats);
        Assert.Equal(40, keys.Count);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(40, json.RootElement.GetProperty("events").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("refused").GetProperty("malformed").GetInt32());
        Assert.Equal("2020-05-31T10:00:49.001Z", json.RootElement.GetProperty("drainedTo").GetString());
    }

    [Fact]
    public async Task Shifting_puts_the_last_event_at_now()
    {
        var config = Config();
        await RunAsync("topics", "create", "--config", config, "--partitions", "1");
        var before = Now.ToUnixTimeMilliseconds();
        var (code, _, error) = await RunAsync(
            "publish", "--input", $"events:{Events("2020-05-01T10:00:00.000Z")}", "--config", config, "--shift-to-now");
        Assert.True(code == 0, error);
        var after = Now.ToUnixTimeMilliseconds();
        var times = new List<long>();
        var reader = new EventDataReader(new WriterSchemas());
        var data = new EventData();
        foreach (var (_, batch) in await ReadAsync(Topics.Clickstream))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.True(reader.Read(EventTopic.Clickstream, batch.Value(batch[i]), data).IsSuccess);
                times.Add(data.EventTime);
            }
        }

        // The last event of all is that of another topic, three seconds later.
        Assert.InRange(times.Max() + 3000, before, after);
        Assert.Equal(36_000, times.Max() - times.Min());
    }

    [Fact]
    public async Task A_drain_into_the_future_is_refused_with_the_first_possible_date()
    {
        var config = Config();
        var path = Events(Now.ToString("yyyy-MM-dd'T'10:00:00.000'Z'", null));
        var (code, _, error) = await RunAsync("publish", "--input", $"events:{path}", "--config", config, "--drain");
        Assert.Equal(2, code);
        Assert.Contains("The first possible date is", error, StringComparison.Ordinal);
        Assert.Contains("Nothing was published.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_topics_are_named_with_the_mend()
    {
        var path = Events("2020-05-01T10:00:00.000Z");
        var (code, _, error) = await RunAsync("publish", "--input", $"events:{path}", "--config", Config());
        Assert.Equal(1, code);
        Assert.Contains(Topics.Carts, error, StringComparison.Ordinal);
        Assert.Contains("streamengine topics create", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rate_bounds_the_speed()
    {
        var config = Config();
        await RunAsync("topics", "create", "--config", config, "--partitions", "1");
        var (code, text, error) = await RunAsync("publish", "--input", $"events:{Events("2020-05-01T10:00:00.000Z")}",
            "--config", config, "--rate", "40", "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(text);
        Assert.InRange(json.RootElement.GetProperty("wallSeconds").GetDouble(), 0.95, 30);
    }

    // Ten events a topic, four seconds apart, and half a line that is none.
    private string Events(string start)
    {
        var time = DateTimeOffset.Parse(start, null);
        var lines = new List<string>();
        foreach (var (topic, type) in new[]
                 {
                     ("clickstream", "productView"), ("carts", "view"), ("customers", "feedback"), ("orders", "placed"),
                 })
        {
            lines.AddRange(Enumerable.Range(0, 10).Select(i => Line.Trim()
                .Replace("TOPIC", topic, StringComparison.Ordinal).Replace("TYPE", type, StringComparison.Ordinal)
                .Replace("ID\"", $"{i}\"", StringComparison.Ordinal)
                .Replace("CUSTOMER", $"c{i}", StringComparison.Ordinal)
                .Replace("TIME", EventTime.Format(time.AddSeconds((4 * i) + (topic == "orders" ? 3 : 0))
                    .ToUnixTimeMilliseconds()), StringComparison.Ordinal)));
        }

        lines.Add("{\"topic\":\"carts\",");
        var path = Path.Combine(Folder.FullName, $"events-{Folder.GetFiles().Length}.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }
}
