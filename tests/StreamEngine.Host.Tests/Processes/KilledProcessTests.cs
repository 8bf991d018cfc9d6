using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// Processes that are killed at random moments. <c>STREAMENGINE_KILLS</c> says how often,
/// <c>STREAMENGINE_SEED</c> which and when.
/// </summary>
[Collection(nameof(Fleets))]
public sealed class KilledProcessTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Processes = 3, EventsPerSecond = 1_500;
    private const double SecondsBetween = 2.5;

    [Fact]
    public async Task Processes_killed_at_random_moments_lose_and_double_nothing()
    {
        var kills = Setting("STREAMENGINE_KILLS", 4);
        var chance = new Random(Setting("STREAMENGINE_SEED", 1));
        await OpenShopAsync((int)(kills * SecondsBetween * EventsPerSecond), EventsPerSecond);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync("The first commit", AnyCommitAsync, TimeSpan.FromSeconds(60));
        for (var kill = 0; kill < kills; kill++)
        {
            var pause = 0.1 + (chance.NextDouble() * 2 * SecondsBetween);
            using var moment = new PeriodicTimer(TimeSpan.FromSeconds(pause));
            await moment.WaitForNextTickAsync(Token);
            await fleet.KillAndStartAsync(chance.Next(Processes));
        }

        await AssertExactAsync(fleet);
        Assert.True(fleet.Replayed > 0, "No kill hit unfinished work.");

        async ValueTask<bool> AnyCommitAsync() => ReadBy(await fleet.StatusesAsync()) > 0;
    }
}
