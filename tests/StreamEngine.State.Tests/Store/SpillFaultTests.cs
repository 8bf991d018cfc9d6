using StreamEngine.Core.State;
using StreamEngine.State.Store;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.State.Tests.Store;

/// <summary>
/// The store over a disk that fails: the fault surfaces, nothing hangs, and no wrong value comes out.
/// </summary>
public sealed class SpillFaultTests
{
    private const int Keys = 1_500;

    [Theory]
    [InlineData(FaultKind.Fail)]
    [InlineData(FaultKind.Short)]
    [InlineData(FaultKind.Full)]
    [InlineData(FaultKind.Crash)]
    [InlineData(FaultKind.Hang)]
    public async Task Whichever_write_fails_the_store_says_so_and_refuses_everything_afterwards(FaultKind kind)
    {
        var (changes, _) = await CleanRunAsync();
        Assert.True(changes > 20, $"{changes} changes");
        for (var at = 1; at <= changes; at++)
        {
            var files = new MemoryFiles { Faults = new FaultPlan(kind, AtChange: at) };
            using var store = await StoreFixture.OpenAsync(files);
            var failure = await RunUntilFailureAsync(store);
            if (kind == FaultKind.Full && failure is null) continue;
            Assert.Equal(1, files.FaultsHit);
            Assert.NotNull(failure);
            await AssertPoisonedAsync(store);
        }
    }

    [Theory]
    [InlineData(FaultKind.Fail)]
    [InlineData(FaultKind.Short)]
    public async Task Whichever_read_fails_the_store_says_so_and_hands_out_nothing_wrong(FaultKind kind)
    {
        var (_, reads) = await CleanRunAsync();
        Assert.True(reads > 1_000);
        for (var at = 1; at <= reads; at += 1 + (reads / 80))
        {
            var files = new MemoryFiles { Faults = new FaultPlan(kind, AtRead: at) };
            using var store = await StoreFixture.OpenAsync(files);
            Assert.NotNull(await RunUntilFailureAsync(store));
            Assert.Equal(1, files.FaultsHit);
            await AssertPoisonedAsync(store);
        }
    }

    [Fact]
    public async Task A_read_that_never_ends_is_left_to_the_one_who_awaits_it_and_the_store_can_be_closed()
    {
        var files = new MemoryFiles();
        using var store = await StoreFixture.OpenAsync(files);
        Fill(store);
        files.Faults = new FaultPlan(FaultKind.Hang, AtRead: files.Reads + 1);
        var read = StoreFixture.ReadAllAsync(store, [StoreFixture.Key(0)]);
        Assert.Equal(1, files.FaultsHit);
        Assert.False(read.IsCompleted);
    }

    [Fact]
    public async Task A_single_flipped_bit_anywhere_in_the_spill_is_found()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 25; trial++)
        {
            var files = new MemoryFiles();
            using var store = await StoreFixture.OpenAsync(files);
            Fill(store);
            // The oldest file: its pages have left memory for certain.
            var path = files.Paths[0];
            var at = random.Next(files.Content(path).Length);
            files.Corrupt(path, at, (byte)(1 << random.Next(8)));
            await Assert.ThrowsAsync<StateStoreException>(async () => await store.VerifyFoldAsync());
            await AssertPoisonedAsync(store);
        }
    }

    [Fact]
    public async Task A_spill_file_that_was_cut_is_found()
    {
        var files = new MemoryFiles();
        using var store = await StoreFixture.OpenAsync(files);
        Fill(store);
        files.Cut(files.Paths[0], 5_000);
        await Assert.ThrowsAsync<StateStoreException>(async () =>
            await StoreFixture.ReadAllAsync(store, Enumerable.Range(0, Keys).Select(StoreFixture.Key)));
        await AssertPoisonedAsync(store);
    }

    private static void Fill(FasterStateStore store)
    {
        for (var i = 0; i < Keys; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
    }

    // Inserts, overwrites with compaction, batched reads and deletions, each touching the disk.
    private static async Task RunAsync(FasterStateStore store)
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < Keys; i++)
                store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, round, 200 + (40 * round)));
            var found = await StoreFixture.ReadAllAsync(store, Enumerable.Range(0, Keys).Select(StoreFixture.Key));
            Assert.Equal(Keys, found.Count);
            foreach (var number in Enumerable.Range(0, Keys))
                Assert.Equal(StoreFixture.Value(number, round, 200 + (40 * round)), found[StoreFixture.Key(number)]);
        }
        for (var i = 0; i < Keys; i += 3) store.Delete(StoreFixture.Key(i));
        await store.VerifyFoldAsync();
    }

    private static async Task<(int Changes, int Reads)> CleanRunAsync()
    {
        var files = new MemoryFiles();
        using var store = await StoreFixture.OpenAsync(files);
        await RunAsync(store);
        return (files.Changes, files.Reads);
    }

    private static async Task<StateStoreException?> RunUntilFailureAsync(FasterStateStore store)
    {
        try
        {
            await RunAsync(store);
            return null;
        }
        catch (StateStoreException exception)
        {
            return exception;
        }
    }

    private static async Task AssertPoisonedAsync(FasterStateStore store)
    {
        Assert.Throws<StateStoreException>(() => store.Upsert(StoreFixture.Key(1), [1]));
        Assert.Throws<StateStoreException>(() => store.Delete(StoreFixture.Key(1)));
        await Assert.ThrowsAsync<StateStoreException>(async () =>
            await store.ReadAsync(new[] { StoreFixture.Key(1) }, (_, _) => Assert.Fail("A poisoned store answered.")));
        await Assert.ThrowsAsync<StateStoreException>(async () => await store.VerifyFoldAsync());
    }
}
