using System.Text.Json;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>A process that is stopped in its tracks past its time-outs, replaced by the others, and wakes up.</summary>
[Collection(nameof(Fleets))]
public sealed class ZombieTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Processes = 3, EventsPerSecond = 1_500, Seconds = 25;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_process_that_was_stopped_past_its_time_outs_wakes_up_and_changes_nothing()
    {
        await OpenShopAsync(EventsPerSecond * Seconds, EventsPerSecond);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync("A share for each", async () =>
            await RunningTasksAsync(fleet[0]) > 0 && await RunningTasksAsync(fleet[1], fleet[2]) > 0, Limit);

        await fleet[0].PauseAsync();
        await fleet.UntilAsync("The takeover", async () =>
            await RunningTasksAsync(fleet[1], fleet[2]) == Partitions, Limit);
        var slept = fleet[0].Logged.Length;
        Assert.True(IsBusy, "The zombie has nothing to wake up to: publish for longer.");
        await fleet[0].ResumeAsync();

        await fleet.UntilAsync("The zombie's discovery that its tasks are lost", () => ValueTask.FromResult(
            fleet[0].Logged[slept..].Contains("Group: lost", StringComparison.OrdinalIgnoreCase)), Limit);
        await fleet.UntilAsync("A share for the zombie", async () => await RunningTasksAsync(fleet[0]) > 0, Limit);
        await AssertExactAsync(fleet);
    }

    private static async Task<int> RunningTasksAsync(params WorkerProcess[] workers)
    {
        var pages = await Task.WhenAll(workers.Select(worker => worker.PageAsync("status")));
        return pages.OfType<string>()
            .SelectMany(page => JsonDocument.Parse(page).RootElement.GetProperty("workers").EnumerateArray())
            .SelectMany(worker => worker.GetProperty("tasks").EnumerateArray())
            .Count(task => task.GetProperty("state").GetString() == "running");
    }
}
