using StreamEngine.Core.State;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>Sizes of a mirror.</summary>
public sealed record MirrorOptions
{
    /// <summary>Bytes appended since the last rewriting from which on it is worth another.</summary>
    public long LeastGarbageBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Files of records; beyond it they are rewritten into one.</summary>
    public int MaxSegments { get; init; } = 32;

    /// <summary>Bytes that one completion reads for a rewriting at most, about.</summary>
    public long CompactionStepBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Keys that a pass of a rewriting keeps in mind, about: 50 bytes of memory each.</summary>
    public long KeysAtOnce { get; init; } = 1_000_000;

    /// <summary>What happens while a file is not done.</summary>
    public FileWait Wait { get; init; } = FileWait.Spin;
}

/// <summary>The mirrors of a worker's tasks, in a folder each below its state directory.</summary>
public sealed class SnapshotMirrors(IFiles files, string directory, MirrorOptions options) : ISnapshotMirrors
{
    /// <inheritdoc/>
    public ValueTask<ISnapshotMirror> OpenAsync(MirrorIdentity identity, MirrorBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(bounds);
        var folder = MirrorFolder.Of(files, directory, identity.Partition, options.Wait);
        var held = folder.Lock();
        try
        {
            return ValueTask.FromResult<ISnapshotMirror>(new SnapshotMirror(folder, identity, bounds, options, held));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
