using StreamEngine.Core.Tasks;

namespace StreamEngine.Core.State;

/// <summary>
/// Copies of the tasks' snapshots on this machine: they make a restart here fast, and are never needed.
/// </summary>
public interface ISnapshotMirrors
{
    /// <summary>
    /// Opens the mirror of a task, and throws away what it holds unless all of it verifies and it may be used.
    /// </summary>
    /// <param name="identity">Whose snapshots they are.</param>
    /// <param name="bounds">What the changelog holds now.</param>
    /// <exception cref="IOException">It cannot be opened, or another process has it open.</exception>
    ValueTask<ISnapshotMirror> OpenAsync(MirrorIdentity identity, MirrorBounds bounds);
}

/// <summary>
/// The copy of one task's last snapshot. Everything of it was verified when it was opened. To keep it up: add each
/// record of the changelog from <see cref="Mark"/> on, be it read or just committed, then complete. One thread.
/// </summary>
public interface ISnapshotMirror : IDisposable
{
    /// <summary>The snapshot that the mirror holds; null where it holds none.</summary>
    MirrorMark? Mark { get; }

    /// <summary>Why what was found was thrown away; null where it was not, or where nothing was found.</summary>
    string? Refusal { get; }

    /// <summary>
    /// Why the mirror is kept up no longer; null while it is. What it held last can still be used at the next start.
    /// </summary>
    string? Failure { get; }

    /// <summary>Bytes of files in use.</summary>
    long Bytes { get; }

    /// <summary>
    /// Hands out the next records of the snapshot, about so many bytes; the last one of a key counts. True when that
    /// was all.
    /// </summary>
    /// <exception cref="IOException">A file fails, or is no longer what it was; what was handed out is
    /// void.</exception>
    ValueTask<bool> ReadAsync(StateRecordHandler record, long bytes = long.MaxValue);

    /// <summary>Adds a record of the snapshot to come. An empty value means that the record is no more.</summary>
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>
    /// Writes out what was added, if it is worth it; to be called now and then between two completions.
    /// </summary>
    ValueTask FlushAsync();

    /// <summary>
    /// The snapshot is whole and committed: makes the mirror hold it. True where it does now; false, with a
    /// <see cref="Failure"/>, where it holds the one before.
    /// </summary>
    ValueTask<bool> CompleteAsync(MirrorMark mark);
}

/// <summary>Whose snapshots a mirror holds.</summary>
public sealed record MirrorIdentity(string ClusterId, string Group, string Topic, string TopicId, int Partition);

/// <summary>Which snapshot a mirror holds.</summary>
/// <param name="ChangelogOffset">
/// Every record of the changelog before that offset is in it; those from there on may be as well.
/// </param>
/// <param name="TakenAt">When, ms since the epoch on the wall clock.</param>
/// <param name="Snapshot">The record that completes it; the runtime's own.</param>
public sealed record MirrorMark(long ChangelogOffset, long TakenAt, ReadOnlyMemory<byte> Snapshot);

/// <summary>What the changelog holds at a restart.</summary>
/// <param name="LogStart">Its first offset.</param>
/// <param name="StableEnd">The end of what is committed.</param>
/// <param name="Now">The wall clock, ms since the epoch.</param>
/// <param name="TombstoneMs">How long it keeps tombstones (delete.retention.ms).</param>
public sealed record MirrorBounds(long LogStart, long StableEnd, long Now, long TombstoneMs)
{
    /// <summary>Nothing that a mirror may hold counts: it is begun anew.</summary>
    public static readonly MirrorBounds Nothing = new(long.MaxValue, 0, 0, 0);
}
