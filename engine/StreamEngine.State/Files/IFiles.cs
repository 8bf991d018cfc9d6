namespace StreamEngine.State.Files;

/// <summary>
/// The seam to the file system. Every call may throw <see cref="IOException"/>; a write that throws may have written a
/// part. Nothing is durable before <see cref="IFile.FlushToDiskAsync"/>, and no new name before
/// <see cref="SyncDirectoryAsync"/>.
/// </summary>
public interface IFiles
{
    /// <summary>The names (without folder) of the files in a folder, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(string directory);

    /// <summary>Creates the folder and those above it; nothing happens when it exists.</summary>
    ValueTask CreateDirectoryAsync(string directory);

    /// <summary>Opens a file.</summary>
    ValueTask<IFile> OpenAsync(string path, FileUse use);

    /// <summary>Gives a file another name in one step, replacing what had that name.</summary>
    ValueTask RenameAsync(string from, string to);

    /// <summary>Deletes a file; nothing happens when it does not exist.</summary>
    ValueTask DeleteAsync(string path);

    /// <summary>Makes creations, renames and deletions in a folder durable.</summary>
    ValueTask SyncDirectoryAsync(string directory);

    /// <summary>
    /// Takes a lock that ends with the process at the latest. Throws <see cref="StateDirectoryInUseException"/> when
    /// another holds it.
    /// </summary>
    ValueTask<IDisposable> LockAsync(string path);
}

/// <summary>One open file.</summary>
public interface IFile : IDisposable
{
    /// <summary>Length in bytes now.</summary>
    ValueTask<long> LengthAsync();

    /// <summary>Reads at that offset until the buffer is full or the file ends; returns the bytes read.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer);

    /// <summary>
    /// Says that this stretch will be read soon, so that the disk can work on several reads at a time; may do nothing,
    /// and never fails.
    /// </summary>
    void Prefetch(long offset, int length);

    /// <summary>Writes all of the bytes at that offset.</summary>
    ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes);

    /// <summary>Returns when all that was written is on the disk.</summary>
    ValueTask FlushToDiskAsync();
}

/// <summary>What a file is opened for.</summary>
public enum FileUse
{
    /// <summary>Reading a file that must exist.</summary>
    Read,

    /// <summary>Reading and writing a new file; it must not exist.</summary>
    CreateNew,
}

/// <summary>Another process, or another task of this one, works in the folder.</summary>
public sealed class StateDirectoryInUseException : IOException
{
    /// <summary>Names the folder that is in use.</summary>
    public StateDirectoryInUseException(string directory, Exception? inner = null)
        : base($"The state directory '{directory}' is in use by another process; give each worker a directory of "
            + "its own (State:Directory).", inner) => Directory = directory;

    /// <summary>The folder.</summary>
    public string Directory { get; }
}
