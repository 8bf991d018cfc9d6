using System.Text.Json.Nodes;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>
/// One event, and then nothing on any topic, most of which were always empty: the session closes and the reminder fires
/// on time, by the wall clock alone, and not before.
/// </summary>
public sealed class SilenceRunTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const long GapMs = 3_000, ReminderMs = 4_000, BoundMs = 1_000;

    /// <summary>How late it may be on a machine with other things to do.</summary>
    private const long GraceMs = 60_000;

    [Fact]
    public async Task With_nothing_arriving_on_any_topic_a_session_closes_and_its_reminder_fires_on_time()
    {
        var policy = Path.Combine(Folder.FullName, "policy.json");
        await File.WriteAllTextAsync(policy, """
            {"session":{"gap":"PT3S"},"abandonment":{"cart":{"steps":["PT4S"]}},"governance":{"consent":"assumed"}}
            """, Token);
        var config = Config(new
        {
            Policy = policy, State = new { Directory = Path.Combine(Folder.FullName, "state") },
            Metrics = new { Port = 0 }, Time = new { IdleAfter = "PT1S", OutOfOrderness = "PT1S" },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "2")).Code);
        await using var worker = await RunningWorker.StartAsync("--config", config);
        var added = await AddAsync(config);
        await worker.UntilAsync(
            async () => await OnlyAsync(Topics.Triggers, ShopSchemas.AbandonmentTrigger) is not null,
            TimeSpan.FromMilliseconds(GraceMs));

        var (session, closedAt) = (await OnlyAsync(Topics.Sessions, ShopSchemas.Session))!.Value;
        Assert.Equal(EventTime.Format(added), (string)session["end"]!);
        Assert.InRange(closedAt, added + GapMs + BoundMs, added + GapMs + GraceMs);
        var (trigger, firedAt) = (await OnlyAsync(Topics.Triggers, ShopSchemas.AbandonmentTrigger))!.Value;
        Assert.Equal(EventTime.Format(added + ReminderMs), (string)trigger["firedAt"]!);
        Assert.InRange(firedAt, added + ReminderMs + BoundMs, added + ReminderMs + GraceMs);
        Assert.Equal(0, await worker.StopAsync());
    }

    /// <summary>An add of this moment, in one topic; returns its event time.</summary>
    private async Task<long> AddAsync(string config)
    {
        var now = Now.ToUnixTimeMilliseconds();
        var line = new JsonObject
        {
            ["topic"] = "carts", ["eventId"] = "e1", ["type"] = "add", ["eventTime"] = EventTime.Format(now),
            ["customerId"] = "anna", ["channel"] = "web",
            ["lines"] = new JsonArray(new JsonObject { ["productId"] = "mug", ["quantity"] = 1 }),
        };
        var file = Path.Combine(Folder.FullName, "one.jsonl");
        await File.WriteAllTextAsync(file, line.ToJsonString() + "\n", Token);
        var sent = await RunAsync("publish", "--input", $"events:{file}", "--config", config);
        Assert.True(sent.Code == 0, sent.Error);
        return now;
    }

    /// <summary>The only record of a topic and when it was written; null while there is none.</summary>
    private async Task<(JsonNode Record, long At)?> OnlyAsync(string topic, RecordSchema schema)
    {
        (JsonNode, long)? found = null;
        foreach (var (_, batch) in await ReadAsync(topic))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Null(found);
                found = (JsonNode.Parse(AvroJson.Of(schema.Json, batch.Value(batch[i])))!, batch[i].Timestamp);
            }
        }

        return found;
    }
}
