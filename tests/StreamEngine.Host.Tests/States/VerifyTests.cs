using System.Text.Json.Nodes;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Tests.Hosting;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.States;

/// <summary>
/// The command <c>state verify</c>: what a worker stored is found to be right while it runs and after, and each kind of
/// damage is named.
/// </summary>
public sealed class VerifyTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int Partitions = 2;

    private string State => Path.Combine(Folder.FullName, "state");

    [Fact]
    public async Task What_a_worker_stored_verifies_while_it_runs_and_after_and_damage_is_named()
    {
        var config = Config(new
        {
            Policy, Metrics = new { Port = 0 }, State = new { Directory = State },
            // No silence moves time on: the last events wait for the watermark when the worker stops.
            Time = new { IdleAfter = "PT1H" },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "2")).Code);
        Assert.Equal(["ok"], Outcomes(await VerifyAsync(config, 0), "restore").Distinct());
        await WorkAsync(config);

        var stopped = await VerifyAsync(config, 0, "--replay");
        foreach (var check in (string[])["restore", "program", "inputs", "mirror", "replay", "history"])
            Assert.True(Outcomes(stopped, check) is ["ok", "ok"], stopped.ToString());
        var merged = await RunAsync("state", "verify", "--config", config, "--kpis");
        Assert.True(merged.Code == 0, merged.Out + merged.Error);
        await DamageTheMirrorAsync(config);
        await TakeInputsAwayAsync(config);
        await DamageTheStateAsync(config);
    }

    [Fact]
    public async Task A_replay_of_the_stage_that_merges_is_refused_by_name()
    {
        var wrong = await RunAsync("state", "verify", "--config", Config(), "--kpis", "--replay");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--replay: not together with --kpis", wrong.Error, StringComparison.Ordinal);
    }

    private async Task WorkAsync(string config)
    {
        var day = Path.Combine(Folder.FullName, "day.jsonl");
        Generate(day, 4_000, 200);
        Assert.Equal(0, (await RunAsync("publish", "--input", $"events:{day}", "--config", config)).Code);
        await using var worker = await RunningWorker.StartAsync("--config", config);
        await worker.UntilAsync(() => IsCaughtUpAsync(Partitions), TimeSpan.FromMinutes(2));
        var running = await VerifyAsync(config, 0);
        Assert.Equal(["ok", "ok"], Outcomes(running, "restore"));
        Assert.Equal(["skipped", "skipped"], Outcomes(running, "mirror"));
        Assert.Equal(0, await worker.StopAsync());
    }

    /// <summary>A byte is another one; the file is left for whoever wants to look.</summary>
    private async Task DamageTheMirrorAsync(string config)
    {
        var segment = Directory.GetFiles(Path.Combine(State, "mirror-1"), "segment-*")[0];
        var bytes = await File.ReadAllBytesAsync(segment, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, Token);
        var damaged = await VerifyAsync(config, 1);
        Assert.Equal(["ok", "failed"], Outcomes(damaged, "mirror"));
        Assert.Equal(["ok", "ok"], Outcomes(damaged, "restore"));
        Assert.True(File.Exists(Path.Combine(State, "mirror-1", "manifest.mirror")));
        Directory.Delete(Path.Combine(State, "mirror-1"), recursive: true);
        Assert.Equal(["ok", "skipped"], Outcomes(await VerifyAsync(config, 0), "mirror"));
    }

    /// <summary>Retention takes records that waited for the watermark at the last snapshot.</summary>
    private async Task TakeInputsAwayAsync(string config)
    {
        await using var logs = new KafkaTaskLogs(
            new KafkaSettings { BootstrapServers = Bootstrap, GroupId = Group, AllowPlaintext = true },
            static _ => { });
        var clicks = new LogPartition(Topics.Clickstream, 0);
        var end = (await Client.Offsets.EndAsync([clicks], LogEnd.Stable, Long)).Value!;
        Assert.Null(await logs.DeleteBeforeAsync(end, Long));
        Assert.Equal(["failed", "ok"], Outcomes(await VerifyAsync(config, 1), "inputs"));
    }

    /// <summary>A record that no program of ours would write so.</summary>
    private async Task DamageTheStateAsync(string config)
    {
        var publisher = await KafkaPublisher.OpenAsync(
            ClientOf($"{Group}-feeder"), new PublishOptions { Clock = Clock });
        await using var _ = publisher;
        publisher.Next.Add(new LogPartition(Topics.Changelog, 1), AppendBatch.Now,
            [1, 1, .. "customer:broken"u8], [1, 0, 0, 0, 0]);
        await publisher.SendAsync(Token);
        var broken = await RunAsync("state", "verify", "--config", config, "--task", "1");
        Assert.Equal(1, broken.Code);
        Assert.Contains("failed   restore: ", broken.Out, StringComparison.Ordinal);
        Assert.Contains("holds state that this version cannot read", broken.Out, StringComparison.Ordinal);
        Assert.Contains("1 of 1 task(s) would not come back as they are", broken.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> VerifyAsync(string config, int expected, params string[] more)
    {
        var (code, said, complained) = await RunAsync(["state", "verify", "--config", config, "--json", .. more]);
        Assert.True(code == expected, said + complained);
        return JsonNode.Parse(said)!;
    }

    /// <summary>What a check came to, by task.</summary>
    private static List<string> Outcomes(JsonNode verified, string check) =>
    [
        .. verified["tasks"]!.AsArray().SelectMany(task => task!["checks"]!.AsArray())
            .Where(line => line!["check"]!.ToString() == check).Select(line => line!["outcome"]!.ToString()),
    ];
}
