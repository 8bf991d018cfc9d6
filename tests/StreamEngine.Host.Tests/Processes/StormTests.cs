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
    private const double SecondsBetween = 2;

    [Fact]
    public async Task Processes_that_join_and_leave_all_the_time_lose_and_double_nothing()
    {
        var changes = Setting("STREAMENGINE_JOINS", 6);
        var chance = new Random(Setting("STREAMENGINE_SEED", 1));
        await OpenShopAsync((int)(changes * SecondsBetween * EventsPerSecond), EventsPerSecond);
        await using var fleet = StartFleet(2);
        await fleet.UntilAsync(
            "The first commit", async () => ReadBy(await fleet.StatusesAsync()) > 0, TimeSpan.FromSeconds(60));
        List<int> running = [0, 1];
        for (var change = 0; change < changes; change++)
        {
            using var moment = new PeriodicTimer(
                TimeSpan.FromSeconds(0.1 + (chance.NextDouble() * 2 * SecondsBetween)));
            await moment.WaitForNextTickAsync(Token);
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
        // Each change takes tasks from somebody, who says so, or ends with them.
        Assert.True(fleet.AllLogged.Split("Group: Assigned").Length > changes / 2, "The group hardly changed.");
    }
}
