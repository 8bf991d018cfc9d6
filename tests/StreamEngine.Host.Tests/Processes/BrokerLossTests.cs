using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// A cluster of three nodes of which one is killed and started again; <c>STREAMENGINE_NODES_LOST</c> says how many, one
/// after the other.
/// </summary>
[Collection(nameof(Fleets))]
public sealed class BrokerLossTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Processes = 2, Nodes = 3, EventsPerSecond = 1_000, SecondsEach = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private LocalKafkaCluster? _cluster;

    [Fact]
    public async Task A_cluster_that_loses_one_node_after_the_other_costs_nothing()
    {
        var kills = Setting("STREAMENGINE_NODES_LOST", 1);
        await OpenShopAsync(kills * SecondsEach * EventsPerSecond, EventsPerSecond);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync(
            "The first commit", async () => ReadBy(await fleet.StatusesAsync()) > 0, TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(Pause);
        for (var kill = 0; kill < kills; kill++)
        {
            var node = 1 + (kill % Nodes);
            await _cluster!.KillNodeAsync(node);
            await pace.WaitForNextTickAsync(Token);
            await _cluster.StartNodeAsync(node);
            // The next one may go when this one is in sync again: else there is no majority, and nobody promises more.
            await ReplicasInSync.WaitAsync(Bootstrap, TimeSpan.FromSeconds(60));
        }

        await AssertExactAsync(fleet);
        Assert.Contains("Connection refused", fleet.AllLogged, StringComparison.Ordinal);
    }

    public override async ValueTask InitializeAsync()
    {
        if (KafkaDistribution.Find(out var reason) is not { } distribution)
        {
            Assert.Skip($"A cluster of its own is needed: {reason}");
            return;
        }

        _cluster = await LocalKafkaCluster.StartAsync(distribution, Nodes);
        Bootstrap = _cluster.Bootstrap;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
