namespace StreamEngine.Core.Log;

/// <summary>What topics have to hold at least or at most.</summary>
public static class TopicLimits
{
    /// <summary>The largest record that the engine writes to its own topics, in bytes, with its frame.</summary>
    public const long RecordBytes = 1024 * 1024;

    /// <summary>What a refused record may grow by, its headers with source and reason, in bytes.</summary>
    public const long RefusalBytes = 64 * 1024;

    /// <summary>
    /// The largest segment of a task's topics, in bytes: restoring reads whole segments and compaction skips the
    /// newest.
    /// </summary>
    public const long SegmentBytes = 128L * 1024 * 1024;

    /// <summary>The segment size that new task topics get, in bytes.</summary>
    public const long NewSegmentBytes = 64L * 1024 * 1024;

    /// <summary>The shortest time in which a task may be away and still be restored, in milliseconds: a day.</summary>
    public const long RetentionMs = 24L * 3600 * 1000;

    /// <summary>
    /// How long new compacted topics keep tombstones, in milliseconds: a week. A mirror older than half is refused.
    /// </summary>
    public const long TombstoneMs = 7 * RetentionMs;
}
