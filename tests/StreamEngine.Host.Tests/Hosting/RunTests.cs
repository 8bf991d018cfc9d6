using StreamEngine.Host.Tests.Support;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>Topics in, topics out: what the worker publishes is what a replay of the same files decides.</summary>
public sealed class RunTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int GeneratedEvents = 20_000;

    [Fact]
    public async Task What_is_published_equals_the_replay_of_the_same_files()
    {
        var generated = Path.Combine(Folder.FullName, "day.jsonl");
        var behind = Generate(generated, GeneratedEvents, 2_000);
        string[] inputs =
        [
            "--input", $"uci-online-retail:{Workspace.Uci}", "--input", $"otto:{Workspace.Otto}",
            "--input", $"events:{generated}",
        ];
        var replayed = await ReplayAsync(inputs);

        string Workers(int workers) => Config(new
        {
            State = new { Directory = Path.Combine(Folder.FullName, "state") }, Metrics = new { Port = 0 },
            Time = new { IdleAfter = "PT1S" }, Workers = workers,
        });
        var config = Workers(2);
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "4")).Code);
        var published = await PublishAsync(config, inputs);

        await RunToTheEndAsync(config, published);
        await CompareAsync(replayed, behind, times: 1);

        var shown = await RunAsync("state", "show", "--config", config);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("Task 3: ", shown.Out, StringComparison.Ordinal);
        var reset = await RunAsync("state", "reset", "--config", config, "--yes");
        Assert.True(reset.Code == 0, reset.Error);
        // docs/operations.md: after a reset a task may not move before its first snapshot.
        await RunToTheEndAsync(Workers(1), published);
        await CompareAsync(replayed, behind, times: 2);
    }

    private async Task RunToTheEndAsync(string config, string published)
    {
        await using var worker = await RunningWorker.StartAsync("--config", config, "--policy", Policy);
        await worker.UntilAsync(() => IsCaughtUpAsync(4), TimeSpan.FromMinutes(4));
        await worker.UntilAsync(
            async () => await worker.PageAsync("health/ready") == "ready\n", TimeSpan.FromSeconds(30));
        // The page shows the books as of the last report, which comes after the commit that the offsets tell of.
        await worker.UntilAsync(
            async () => ReadBy([await worker.PageAsync("status")]) == Sent(published), TimeSpan.FromSeconds(60));
        CheckBooks([await worker.PageAsync("status")], published);
        Assert.Equal(0, await worker.StopAsync());
    }
}
