using Microsoft.Win32.SafeHandles;

namespace StreamEngine.State.Files;

/// <summary>
/// The real file system. Every call is done when it returns: the awaitables are completed ones, so no other thread ever
/// continues the engine's work.
/// </summary>
public sealed class PhysicalFiles : IFiles
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListAsync(string directory)
    {
        var names = new DirectoryInfo(directory).GetFiles().Select(file => file.Name).ToList();
        names.Sort(StringComparer.Ordinal);
        return ValueTask.FromResult<IReadOnlyList<string>>(names);
    }

    /// <inheritdoc/>
    public ValueTask CreateDirectoryAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IFile> OpenAsync(string path, FileUse use)
    {
        var handle = use == FileUse.Read
            ? File.OpenHandle(path)
            : File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        return ValueTask.FromResult<IFile>(new PhysicalFile(handle));
    }

    /// <inheritdoc/>
    public ValueTask RenameAsync(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string path)
    {
        File.Delete(path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask SyncDirectoryAsync(string directory)
    {
        LibC.SyncDirectory(directory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IDisposable> LockAsync(string path)
    {
        try
        {
            return ValueTask.FromResult<IDisposable>(
                File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new StateDirectoryInUseException(Path.GetDirectoryName(path) ?? path, exception);
        }
    }

    private sealed class PhysicalFile(SafeFileHandle handle) : IFile
    {
        public ValueTask<long> LengthAsync() => ValueTask.FromResult(RandomAccess.GetLength(handle));

        public void Prefetch(long offset, int length) => LibC.Prefetch(handle, offset, length);

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer.Span[total..], offset + total);
                if (read == 0) break;
                total += read;
            }
            return ValueTask.FromResult(total);
        }

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes)
        {
            RandomAccess.Write(handle, bytes.Span, offset);
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushToDiskAsync()
        {
            RandomAccess.FlushToDisk(handle);
            return ValueTask.CompletedTask;
        }

        public void Dispose() => handle.Dispose();
    }
}
