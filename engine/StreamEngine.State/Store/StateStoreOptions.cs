using StreamEngine.State.Files;

namespace StreamEngine.State.Store;

/// <summary>How a <see cref="FasterStateStore"/> is set up.</summary>
public sealed record StateStoreOptions
{
    /// <summary>The folder for the spill, used by this store alone. Spill files found there are deleted.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes of memory for log, index and buffers together; see <see cref="StoreMemory"/>.</summary>
    public long MemoryLimitBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The largest value, in bytes. A page of the log is at least that large.</summary>
    public int MaxValueBytes { get; init; } = Limits.DefaultMaxValueBytes;

    /// <summary>Bytes of garbage that the log may hold for 100 bytes of live records before it is compacted.</summary>
    public int GarbagePercent { get; init; } = 100;

    /// <summary>What happens while a write to the spill is not done.</summary>
    public FileWait Wait { get; init; } = FileWait.Spin;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxValueBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxValueBytes, Limits.MaxValueBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(GarbagePercent, 1);
    }
}
