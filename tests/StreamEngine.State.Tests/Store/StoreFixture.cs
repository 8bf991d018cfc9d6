using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.State.Files;
using StreamEngine.State.Store;

namespace StreamEngine.State.Tests.Store;

internal static class StoreFixture
{
    /// <summary>Four pages of 64 KiB in memory.</summary>
    public const long SmallestMemory = 800_000;

    public static StateStoreOptions Options(string directory = "/state", long memory = SmallestMemory) => new()
    {
        Directory = directory,
        MemoryLimitBytes = memory,
        MaxValueBytes = 8_000,
        Wait = new FileWait(3, _ => { }),
    };

    public static ValueTask<FasterStateStore> OpenAsync(IFiles files) => FasterStateStore.OpenAsync(files, Options());

    public static Hash128 Key(int number) => Hash128.Of(BitConverter.GetBytes(number));

    /// <summary>A value that is different for every key and version.</summary>
    public static byte[] Value(int number, int version, int length)
    {
        var value = new byte[length];
        for (var i = 0; i < length; i++) value[i] = (byte)((number * 31) + (version * 7) + i);
        return value;
    }

    public static async Task<Dictionary<Hash128, byte[]>> ReadAllAsync(IStateStore store, IEnumerable<Hash128> keys)
    {
        var found = new Dictionary<Hash128, byte[]>();
        await store.ReadAsync(keys.ToArray(), (key, value) => found.Add(key, value.ToArray()));
        return found;
    }
}
