using StreamEngine.Commerce.Persistence;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;
using StreamEngine.State.Files;
using StreamEngine.State.Store;

namespace StreamEngine.Runtime.Tests.Residency;

/// <summary>
/// A task with memory for a few customers publishes what a task with memory for all publishes, byte for byte, and ends
/// with the same records: whatever is in memory when, wherever batches are cut, however often it moves.
/// </summary>
public sealed class CrowdTests : IDisposable
{
    private const int Visitors = 400;
    private const int StoreBytes = 800_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-crowd-");
    private int _stores;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_depends_on_what_is_in_memory(bool onDisk)
    {
        for (var seed = 1; seed <= Cases; seed++) await CompareAsync(seed, onDisk, moves: false);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_depends_on_where_the_task_was_before(bool onDisk)
    {
        for (var seed = 1; seed <= Cases; seed++) await CompareAsync(seed, onDisk, moves: true);
    }

    /// <summary>How many seeds: a few in every run, as many as one likes by STREAMENGINE_CASES.</summary>
    private static int Cases =>
        int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_CASES"), out var cases) ? cases : 5;

    private async Task CompareAsync(int seed, bool onDisk, bool moves)
    {
        var crowd = Crowd.Of(seed, Visitors);
        // Days instead of months, so that visitors expire before they come back, or while they do.
        var lifetime = seed % 2 == 0 ? EventTime.Max : (1 + (seed % 3)) * EventTime.Day;
        using var whole = new CrowdRun(lifetime, null);
        await whole.FeedAsync(crowd, foresees: true);
        await whole.EndAsync(5 * EventTime.Day);

        var random = new Random(seed);
        var limit = random.Next(4) switch { 0 => 2_000, 1 => 40_000, _ => 200_000 };
        // Now and then a store that takes the small records alone.
        var largestRecord = random.Next(4) == 0 ? 300 : 8_000;
        StateTier NewTier() =>
            new(onDisk ? OpenStore() : new MemoryStateStore { MaxValueBytes = largestRecord }, limit);
        using var tight = new CrowdRun(lifetime, NewTier());
        var largest = random.Next(2) == 0 ? 20 : 1_000;
        for (var at = 0; at < crowd.Count;)
        {
            var count = Math.Min(random.Next(1, largest), crowd.Count - at);
            await tight.FeedAsync(crowd.GetRange(at, count), random.Next(2) == 0);
            at += count;
            if (random.Next(3) == 0) await tight.CatchUpAsync();
            if (random.Next(40) == 0) await tight.SaveAsync();
            if (moves && random.Next(40) == 0) await tight.MoveAsync(NewTier());
        }

        await tight.EndAsync(5 * EventTime.Day);
        Assert.True(tight.MostStored > Visitors / 2, $"seed {seed}: only {tight.MostStored} were out of memory");
        Same(seed, "outputs", whole.Published, tight.Published);
        Same(seed, "records", Lines(whole), Lines(tight));
    }

    private FasterStateStore OpenStore() => FileWait.Spin.Complete(
        FasterStateStore.OpenAsync(new PhysicalFiles(), new StateStoreOptions
        {
            Directory = Path.Combine(_folder.FullName, $"{++_stores}"), MemoryLimitBytes = StoreBytes,
            MaxValueBytes = 8_000,
        }), "opening a store");

    private static List<string> Lines(CrowdRun run) => [.. run.Records.Select(r => $"{r.Key}={r.Value}")];

    private static void Same(int seed, string what, List<string> expected, List<string> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
            if (expected[i] != actual[i])
                Assert.Fail($"seed {seed}: {what} differ at {i}.\nexpected {expected[i]}\nactual   {actual[i]}");
        Assert.True(expected.Count == actual.Count,
            $"seed {seed}: {expected.Count} {what} expected, {actual.Count} there");
    }
}
