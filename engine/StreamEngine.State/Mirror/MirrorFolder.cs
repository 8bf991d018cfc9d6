using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>
/// The files of one mirror. Each call is done when it returns or throws <see cref="IOException"/>, a file that hangs
/// among them.
/// </summary>
internal sealed class MirrorFolder(IFiles files, string directory, FileWait wait)
{
    private const string LockName = "lock";

    public string Directory => directory;

    /// <summary>The folder of a task's mirror below the state directory.</summary>
    public static MirrorFolder Of(IFiles files, string state, int partition, FileWait wait) =>
        new(files, Path.Combine(state, $"mirror-{partition}"), wait);

    public IDisposable Lock()
    {
        wait.Complete(files.CreateDirectoryAsync(directory), "creating the mirror's folder");
        return wait.Complete(files.LockAsync(PathOf(LockName)), "locking the mirror's folder");
    }

    public IReadOnlyList<string> List() => wait.Complete(files.ListAsync(directory), "listing the mirror's folder");

    public IFile OpenToRead(string name) =>
        wait.Complete(files.OpenAsync(PathOf(name), FileUse.Read), $"opening {name}");

    public IFile Create(string name) =>
        wait.Complete(files.OpenAsync(PathOf(name), FileUse.CreateNew), $"creating {name}");

    public void Delete(string name) => wait.Complete(files.DeleteAsync(PathOf(name)), $"deleting {name}");

    public void Rename(string from, string to) =>
        wait.Complete(files.RenameAsync(PathOf(from), PathOf(to)), $"renaming {from}");

    public void Sync() => wait.Complete(files.SyncDirectoryAsync(directory), "syncing the mirror's folder");

    public long LengthOf(IFile file) => wait.Complete(file.LengthAsync(), "asking for a length");

    /// <summary>Reads exactly so many bytes.</summary>
    public void Read(IFile file, long offset, Memory<byte> buffer)
    {
        if (wait.Complete(file.ReadAsync(offset, buffer), "reading the mirror") != buffer.Length)
            throw new EndOfStreamException("A file of the mirror is shorter than it was.");
    }

    public void Write(IFile file, long offset, ReadOnlyMemory<byte> bytes) =>
        wait.Complete(file.WriteAsync(offset, bytes), "writing the mirror");

    public void Flush(IFile file) => wait.Complete(file.FlushToDiskAsync(), "flushing the mirror");

    private string PathOf(string name) => Path.Combine(directory, name);
}
