using CsCheck;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.State.Files;
using StreamEngine.State.Store;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.State.Tests.Store;

public sealed class FasterStateStoreTests
{
    [Fact]
    public async Task What_is_stored_is_read_and_what_is_not_is_left_out()
    {
        using var store = await StoreFixture.OpenAsync(new MemoryFiles());
        store.Upsert(StoreFixture.Key(1), [1, 2, 3]);
        store.Upsert(StoreFixture.Key(2), []);
        var found = await StoreFixture.ReadAllAsync(
            store, [StoreFixture.Key(3), StoreFixture.Key(2), StoreFixture.Key(1)]);
        Assert.Equal([StoreFixture.Key(2), StoreFixture.Key(1)], found.Keys);
        Assert.Equal([1, 2, 3], found[StoreFixture.Key(1)]);
        Assert.Empty(found[StoreFixture.Key(2)]);
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_and_deleting_it_again_changes_nothing()
    {
        using var store = await StoreFixture.OpenAsync(new MemoryFiles());
        store.Upsert(StoreFixture.Key(1), [1]);
        store.Delete(StoreFixture.Key(1));
        store.Delete(StoreFixture.Key(1));
        store.Delete(StoreFixture.Key(2));
        Assert.Empty(await StoreFixture.ReadAllAsync(store, [StoreFixture.Key(1)]));
        Assert.Equal(default, store.Fold);
        await store.VerifyFoldAsync();
    }

    [Fact]
    public async Task Values_that_no_longer_fit_in_memory_are_read_back_from_the_disk()
    {
        var files = new MemoryFiles();
        using var store = await StoreFixture.OpenAsync(files);
        const int Keys = 10_000;
        for (var i = 0; i < Keys; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
        Assert.True(store.Size.Disk > 2_000_000, $"spilled {store.Size.Disk}");
        var found = await StoreFixture.ReadAllAsync(store, Enumerable.Range(0, Keys).Select(StoreFixture.Key));
        Assert.Equal(Keys, found.Count);
        for (var i = 0; i < Keys; i++) Assert.Equal(StoreFixture.Value(i, 0, 300), found[StoreFixture.Key(i)]);
        Assert.True(files.Reads > Keys / 2, $"{files.Reads} reads");
        await store.VerifyFoldAsync();
    }

    [Fact]
    public async Task Memory_stays_within_the_limit()
    {
        const long Limit = 8_000_000;
        using var store = await FasterStateStore.OpenAsync(new MemoryFiles(), StoreFixture.Options(memory: Limit));
        for (var i = 0; i < 60_000; i++)
        {
            store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
            if (i % 1000 == 0) Assert.True(store.Size.Memory <= Limit, $"{store.Size.Memory} bytes");
        }
        Assert.True(store.Size.Memory > Limit / 2, $"only {store.Size.Memory} bytes are used");
    }

    [Fact]
    public async Task The_disk_stays_bounded_when_the_same_keys_are_overwritten_for_ever()
    {
        using var store = await StoreFixture.OpenAsync(new MemoryFiles());
        const int Keys = 4_000;
        var most = 0L;
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < Keys; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, round, 200 + round));
            most = Math.Max(most, store.Size.Disk);
        }
        var live = Keys * (long)RecordLayout.RecordBytes(240);
        Assert.True(most < (3 * live) + (2 * store.Memory.LogBytes), $"{most} bytes on disk for {live} live ones");
        await store.VerifyFoldAsync();
        var found = await StoreFixture.ReadAllAsync(store, Enumerable.Range(0, Keys).Select(StoreFixture.Key));
        for (var i = 0; i < Keys; i++) Assert.Equal(StoreFixture.Value(i, 39, 239), found[StoreFixture.Key(i)]);
    }

    [Fact]
    public async Task A_value_that_is_overwritten_where_it_lies_adds_nothing_to_the_log()
    {
        var files = new MemoryFiles();
        using var store = await StoreFixture.OpenAsync(files);
        for (var round = 0; round < 50_000; round++)
            store.Upsert(StoreFixture.Key(1), StoreFixture.Value(1, round, 200));
        Assert.Equal(0, store.Size.Disk);
        Assert.Empty(files.Paths);
        Assert.Equal(1, store.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_sequence_of_changes_leaves_what_a_dictionary_would_hold(bool colliding)
    {
        // Colliding keys share a few chains of the index, so every search walks over other keys, on the disk too.
        Hash128 KeyOf(int number) =>
            colliding ? new Hash128((ulong)number, (ulong)number % 3) : StoreFixture.Key(number);
        var change = Gen.Select(Gen.Int[0, 400], Gen.Int[0, 3000], Gen.Int[0, 9]);
        await change.Array[0, 1500].SampleAsync(async changes =>
        {
            using var model = new MemoryStateStore();
            using var store = await StoreFixture.OpenAsync(new MemoryFiles());
            foreach (var (number, length, action) in changes)
            {
                await ChangeAsync(store, KeyOf(number), length, action);
                await ChangeAsync(model, KeyOf(number), length, action);
            }
            Assert.Equal(model.Fold, store.Fold);
            await store.VerifyFoldAsync();
            var keys = Enumerable.Range(0, 401).Select(KeyOf).ToArray();
            var expected = await StoreFixture.ReadAllAsync(model, keys);
            var found = await StoreFixture.ReadAllAsync(store, keys);
            Assert.Equal(expected.Keys, found.Keys);
            foreach (var key in expected.Keys) Assert.Equal(expected[key], found[key]);
        }, iter: 30, threads: 1);
    }

    [Fact]
    public async Task The_same_changes_lead_to_the_same_files()
    {
        Assert.Equal(await RunAsync(), await RunAsync());

        static async Task<string> RunAsync()
        {
            var files = new MemoryFiles();
            using var store = await StoreFixture.OpenAsync(files);
            var random = new Random(1);
            for (var i = 0; i < 20_000; i++)
                store.Upsert(StoreFixture.Key(random.Next(3000)), StoreFixture.Value(i, i, random.Next(500)));
            return string.Join(',', files.Paths.Select(path => $"{path} {Hash128.Of(files.Content(path))}"));
        }
    }

    [Fact]
    public async Task Opening_deletes_the_spill_of_a_former_run_and_nothing_else()
    {
        var files = new MemoryFiles();
        files.Overwrite("/state/spill.00000000", [1, 2, 3]);
        files.Overwrite("/state/manifest", [1]);
        using (var store = await StoreFixture.OpenAsync(files))
        {
            Assert.Equal(["/state/manifest"], files.Paths);
            for (var i = 0; i < 5_000; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
            Assert.True(files.Paths.Count > 1);
        }
        Assert.Equal(["/state/manifest"], files.Paths);
    }

    [Fact]
    public async Task A_value_beyond_the_limit_is_refused_and_the_store_goes_on()
    {
        using var store = await StoreFixture.OpenAsync(new MemoryFiles());
        store.Upsert(StoreFixture.Key(1), new byte[8_000]);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Upsert(StoreFixture.Key(2), new byte[8_001]));
        Assert.Equal(1, store.Count);
        await store.VerifyFoldAsync();
    }

    [Fact]
    public async Task Rewriting_keeps_every_value_and_leaves_no_trace_of_a_deleted_one()
    {
        var files = new MemoryFiles();
        var store = await StoreFixture.OpenAsync(files);
        var secret = "someone@example.org"u8.ToArray();
        store.Upsert(StoreFixture.Key(-1), secret);
        for (var i = 0; i < 5_000; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
        store.Delete(StoreFixture.Key(-1));
        Assert.Contains(files.Paths, path => files.Content(path).AsSpan().IndexOf(secret) >= 0);
        var fold = store.Fold;
        using var fresh = await store.RewriteIntoAsync("/fresh");
        Assert.DoesNotContain(files.Paths, path => files.Content(path).AsSpan().IndexOf(secret) >= 0);
        Assert.All(files.Paths, path => Assert.StartsWith("/fresh/", path, StringComparison.Ordinal));
        Assert.Equal(fold, fresh.Fold);
        await fresh.VerifyFoldAsync();
        Assert.Throws<ObjectDisposedException>(() => store.Upsert(StoreFixture.Key(1), [1]));
    }

    [Fact]
    public async Task A_store_works_on_real_files()
    {
        var directory = Directory.CreateTempSubdirectory("streamengine-state-").FullName;
        try
        {
            using (var store = await FasterStateStore.OpenAsync(new PhysicalFiles(), StoreFixture.Options(directory)))
            {
                for (var i = 0; i < 10_000; i++) store.Upsert(StoreFixture.Key(i), StoreFixture.Value(i, 0, 300));
                await store.VerifyFoldAsync();
                Assert.NotEmpty(Directory.GetFiles(directory));
            }
            Assert.Empty(Directory.GetFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task ChangeAsync(IStateStore store, Hash128 key, int length, int action)
    {
        if (action == 0) store.Delete(key);
        else if (action == 1) await StoreFixture.ReadAllAsync(store, [key]);
        else store.Upsert(key, StoreFixture.Value((int)key.High, length, length));
    }
}
