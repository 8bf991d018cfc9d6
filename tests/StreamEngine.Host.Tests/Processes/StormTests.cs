using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// Processes that join and leave one after the other under load, so that tasks are revoked while they commit and while
/// they are restored. <c>STREAMENGINE_JOINS</c> says how often one joins or leaves, <c>STREAMENGINE_SEED</c> which.
/// </summary>
[Collection(nameof(Fleets))]
public sealed class StormTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Least = 1, Most = 4, EventsPerSecond = 1_500;

    // A change takes as long again as the pause before it, or longer.
    private const double MostPause = 4, SecondsEach = 6;

    [Fact]
    public async Task Processes_that_join_and_leave_all_the_time_lose_and_double_nothing()
    {
        var changes = Setting("STREAMENGINE_JOINS", 6);
        var chance = new Random(Setting("STREAMENGINE_SEED", 1));
        await OpenShopAsync((int)(changes * SecondsEach * EventsPerSecond), EventsPerSecond);
        await using var fleet = StartFleet(2);
        await fleet.UntilAsync(
            "The first commit", async () => ReadBy(await fleet.StatusesAsync()) > 0, TimeSpan.FromSeconds(60));
        List<int> running = [0, 1];
        var underLoad = 0;
        for (var change = 0; change < changes; change++)
        {
            using var moment = new PeriodicTimer(TimeSpan.FromSeconds(0.1 + (chance.NextDouble() * MostPause)));
            await moment.WaitForNextTickAsync(Token);
            if (IsBusy) underLoad++;
            if (running.Count == Least || (running.Count < Most && chance.Next(2) == 0))
            {
                // A number that was there before comes back to its folder and its mirror.
                var free = Enumerable.Range(0, Most).Except(running).ToList();
                running.Add(free[chance.Next(free.Count)]);
                fleet.Start(running[^1]);
            }
            else
            {
                var leaver = running[chance.Next(running.Count)];
                running.Remove(leaver);
                await fleet.StopAsync(leaver);
            }
        }

        await AssertExactAsync(fleet);
        Assert.True(underLoad > changes / 2, $"Only {underLoad} of {changes} changes came under load.");
        Assert.Contains("(revoked)", fleet.AllLogged, StringComparison.Ordinal);
    }
}
