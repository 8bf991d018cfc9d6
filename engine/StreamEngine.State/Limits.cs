namespace StreamEngine.State;

/// <summary>Every bound of this project, in one place.</summary>
public static class Limits
{
    /// <summary>The largest value a store takes unless told otherwise, in bytes.</summary>
    public const int DefaultMaxValueBytes = 512 * 1024;

    /// <summary>The largest value a store can be told to take, in bytes.</summary>
    public const int MaxValueBytes = 16 * 1024 * 1024;

    /// <summary>Keys that one round of reads issues before it waits for the disk.</summary>
    public const int ReadChunkKeys = 512;

    /// <summary>Bytes of values that one round of reads gathers before it hands them out.</summary>
    public const int ReadChunkBytes = 4 * 1024 * 1024;

    /// <summary>Rounds of disk reads that one look-up may take: the length of a chain of colliding keys.</summary>
    public const int MaxReadRounds = 1 << 16;

    /// <summary>How often a file operation that is not done is looked at again before it counts as hung.</summary>
    public const int DefaultWaitAttempts = 1 << 20;

    /// <summary>Bytes of the spill that one checksum covers; FASTER reads and writes multiples of it.</summary>
    public const int SpillBlockBytes = 4096;

    /// <summary>The smallest page of the store's log, in bytes.</summary>
    public const int MinPageBytes = 64 * 1024;

    /// <summary>The largest page of the store's log that a large budget asks for, in bytes.</summary>
    public const int PreferredMaxPageBytes = 4 * 1024 * 1024;

    /// <summary>Pages of the log that the store keeps in memory at least.</summary>
    public const int MinLogPages = 4;

    /// <summary>
    /// Pages outside the log: the next one, one in hand, and two that a scan of the spill reads into.
    /// </summary>
    public const int WorkingPages = 4;

    /// <summary>The largest file of the spill, in bytes.</summary>
    public const int MaxSpillSegmentBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of a block of a mirror: what one checksum covers and one write puts out, about.</summary>
    public const int MirrorBlockBytes = 256 * 1024;

    /// <summary>The largest manifest of a mirror, in bytes.</summary>
    public const int MaxManifestBytes = 16 * 1024 * 1024;

    /// <summary>Pages of the log that are compacted for each page that was appended, at most.</summary>
    public const int CompactedPagesAPage = 4;
}
