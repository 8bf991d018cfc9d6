using System.Text.Json.Nodes;
using StreamEngine.Host.Tests.Hosting;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.States;

/// <summary>
/// The command <c>state accept-divergence</c>: a worker that was killed is started under other settings; its task
/// stands still until that is accepted, and then publishes the rest once.
/// </summary>
public sealed class AcceptDivergenceTests(RealKafka kafka) : WorkerCase(kafka)
{
    [Fact]
    public async Task A_task_left_under_other_settings_goes_on_once_that_is_accepted()
    {
        var day = Path.Combine(Folder.FullName, "day.jsonl");
        var behind = Generate(day, 3_000, 200);
        var replayed = await ReplayAsync("--input", $"events:{day}");
        var former = ConfigOf("PT72H");
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", former, "--partitions", "1")).Code);
        var half = Path.Combine(Folder.FullName, "half.jsonl");
        var lines = await File.ReadAllLinesAsync(day, Token);
        await File.WriteAllLinesAsync(half, lines[..1_500], Token);
        Assert.Equal(0, (await RunAsync("publish", "--input", $"events:{half}", "--config", former)).Code);
        await RunAndKillAsync(former);

        var config = ConfigOf("PT71H");
        await using var worker = await RunningWorker.StartAsync("--config", config);
        await worker.UntilAsync(async () => (await worker.PageAsync("health/ready")).Contains(
            "accept-divergence", StringComparison.Ordinal), TimeSpan.FromSeconds(90));
        Assert.Equal((1, "failed"), await ProgramAsync(config));
        await AcceptAsync(config);
        Assert.Equal((0, "ok"), await ProgramAsync(config));
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(60));
        var restore = JsonNode.Parse(await worker.PageAsync("status"))!["workers"]![0]!["tasks"]![0]!["restore"]!;
        Assert.True(restore["accepted"]!["entriesOfOtherLogic"]!.GetValue<long>() > 0);
        Assert.Contains("goes on from what an operator accepted", worker.Logged, StringComparison.Ordinal);

        await File.WriteAllLinesAsync(half, lines[1_500..], Token);
        await PublishAsync(config, "--input", $"events:{half}");
        await worker.UntilAsync(() => IsCaughtUpAsync(1), TimeSpan.FromMinutes(2));
        Assert.Equal(0, await worker.StopAsync());
        await CompareAsync(replayed, behind, times: 1);
    }

    [Fact]
    public async Task Without_a_task_or_with_one_that_is_none_nothing_is_accepted()
    {
        var config = ConfigOf("PT72H");
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "2")).Code);
        Assert.Equal(2, (await RunAsync("state", "accept-divergence", "--config", config)).Code);
        var other = await RunAsync("state", "accept-divergence", "--config", config, "--task", "2", "--yes");
        Assert.Equal(2, other.Code);
        Assert.Contains("a partition from 0 to 1 is", other.Error, StringComparison.Ordinal);
        var nothing = await RunAsync("state", "accept-divergence", "--config", config, "--task", "1", "--yes");
        Assert.Equal(1, nothing.Code);
        Assert.Contains("nothing diverges", nothing.Error, StringComparison.Ordinal);
    }

    /// <summary>It is shown first, then accepted, then there is nothing left to accept.</summary>
    private static async Task AcceptAsync(string config)
    {
        string[] accept = ["state", "accept-divergence", "--config", config, "--task", "0"];
        var shown = await RunAsync(accept);
        Assert.Equal(2, shown.Code);
        Assert.Contains("made by another logic or under other settings", shown.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", shown.Error, StringComparison.Ordinal);
        var accepted = await RunAsync([.. accept, "--yes", "--json"]);
        Assert.True(accepted.Code == 0, accepted.Error);
        var said = JsonNode.Parse(accepted.Out)!["accepted"]!;
        Assert.Equal((1, 0), (said["fromEntry"]!.GetValue<long>(), said["entriesThatDiffer"]!.GetValue<long>()));
        Assert.Equal(1, (await RunAsync([.. accept, "--yes"])).Code);
        var stored = await RunAsync("state", "show", "--config", config, "--json");
        Assert.Equal(said.ToJsonString(), JsonNode.Parse(stored.Out)!["tasks"]![0]!["accepted"]![0]!.ToJsonString());
    }

    /// <summary>What <c>state verify</c> says of the program that made the journal.</summary>
    private static async Task<(int Code, string Outcome)> ProgramAsync(string config)
    {
        var (code, said, _) = await RunAsync("state", "verify", "--config", config, "--json");
        var checks = JsonNode.Parse(said)!["tasks"]![0]!["checks"]!.AsArray();
        return (code, checks.Single(check => check!["check"]!.ToString() == "program")!["outcome"]!.ToString());
    }

    private string ConfigOf(string lateness) => Config(new
    {
        // The classic protocol gives a static member its place back at once.
        Kafka = new { GroupProtocol = "classic" }, Policy, Metrics = new { Port = 0 },
        // No snapshot before the kill: everything is to be replayed.
        State = new
        {
            Directory = Path.Combine(Folder.FullName, "state"), SnapshotEvery = "PT1H", SnapshotReplay = "PT1H",
        },
        Time = new { IdleAfter = "PT1S", AllowedLateness = lateness },
    });

    private async Task RunAndKillAsync(string config)
    {
        await using var worker = ServerProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "streamengine.dll"), "run", "--config", config],
            Path.Combine(Folder.FullName, "worker.log"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsCaughtUpAsync(1)) await timer.WaitForNextTickAsync(deadline.Token);
        await worker.KillAsync();
    }
}
