using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Runtime.Commit;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// Records that nobody can work with: first of all, in bursts, one in twenty, and while there is no topic for them.
/// </summary>
[Collection(nameof(Fleets))]
public sealed class PoisonTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Processes = 2, EventsPerSecond = 1_500, Events = 18_000, Burst = 150;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task What_cannot_be_read_is_put_aside_each_once_and_nothing_else_is_touched()
    {
        await PrepareShopAsync(Events);
        using var poisoner = new Poisoner(
            Bootstrap, [Topics.Clickstream, Topics.Carts, Topics.Orders], Partitions, seed: 1);
        await poisoner.SendAsync(Burst);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync("The first dead letters", async () => (await DeadLettersAsync()).Count > 0, Limit);
        BeginPublishing(EventsPerSecond);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
        while (IsBusy)
        {
            await poisoner.SendAsync(EventsPerSecond / 5 / 20);
            await pace.WaitForNextTickAsync(Token);
        }

        await poisoner.SendAsync(Burst);
        await fleet.UntilAsync("The dead letters", async () =>
            (await DeadLettersAsync()).Count >= poisoner.Sent.Count, Limit);
        await AssertExactAsync(fleet, poisoner.Sent.Count);
        Assert.Equal(poisoner.Sent.Order(StringComparer.Ordinal), await DeadLettersAsync());
    }

    [Fact]
    public async Task Without_a_topic_for_dead_letters_the_workers_wait_and_drop_nothing()
    {
        await PrepareShopAsync(Events / 4);
        using var poisoner = new Poisoner(Bootstrap, [Topics.Clickstream, Topics.Orders], Partitions, seed: 2);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync("Workers that are ready", () => AreReadyAsync(fleet), Limit);
        await TopicDeletion.DeleteAsync(Bootstrap, Topics.DeadLetters);
        await poisoner.SendAsync(Burst);
        BeginPublishing(EventsPerSecond);
        await fleet.UntilAsync(
            "A worker that says that it cannot write", async () => !await AreReadyAsync(fleet), Limit);

        Assert.Equal(0, (await RunAsync("topics", "create", "--config", ShopConfig, "--partitions", $"{Partitions}"))
            .Code);
        await fleet.UntilAsync("Workers that are ready again", () => AreReadyAsync(fleet), Limit);
        await AssertExactAsync(fleet, poisoner.Sent.Count);
        Assert.Equal(poisoner.Sent.Order(StringComparer.Ordinal), await DeadLettersAsync());
    }

    private static async ValueTask<bool> AreReadyAsync(WorkerFleet fleet)
    {
        var pages = await Task.WhenAll(fleet.Running.Select(worker => worker.PageAsync("health/ready")));
        return pages.All(static page => page == "ready\n");
    }

    /// <summary>Where the records that were put aside stood.</summary>
    private async Task<List<string>> DeadLettersAsync()
    {
        var places = new List<string>();
        foreach (var (_, batch) in await ReadAsync(Topics.DeadLetters))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var headers = batch.Headers(batch[i]);
                places.Add(Poisoner.Place(
                    Text(headers, RefusedRecords.Topic), Text(headers, RefusedRecords.Partition),
                    Text(headers, RefusedRecords.Offset)));
            }
        }

        return [.. places.Order(StringComparer.Ordinal)];
    }

    private static string Text(LogHeaders headers, ReadOnlySpan<byte> name)
    {
        Assert.True(headers.TryGet(name, out var value), Encoding.UTF8.GetString(name));
        return Encoding.UTF8.GetString(value);
    }
}
