using StreamEngine.State.Files;

namespace StreamEngine.State.Tests.Files;

/// <summary>
/// A disk in memory that knows what is durable: bytes only after a flush, names only after a sync of the folder. It
/// counts every operation that can lose something and lets one of them go wrong.
/// </summary>
public sealed partial class MemoryFiles : IFiles
{
    private readonly SortedDictionary<string, Node> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Node> _durableNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);

    /// <summary>
    /// Operations so far that change the disk: writes, flushes, renames, deletions, creations, syncs.
    /// </summary>
    public int Changes { get; private set; }

    /// <summary>Reads so far.</summary>
    public int Reads { get; private set; }

    /// <summary>Names a run of faults; nothing goes wrong by itself.</summary>
    public FaultPlan Faults { get; set; } = new();

    /// <summary>How many faults were delivered.</summary>
    public int FaultsHit { get; private set; }

    /// <summary>The paths that exist, in ordinal order.</summary>
    public IReadOnlyList<string> Paths => [.. _names.Keys];

    /// <summary>Bytes of all files.</summary>
    public long TotalBytes => _names.Values.Sum(node => (long)node.Bytes.Length);

    public byte[] Content(string path) => [.. _names[path].Bytes];

    /// <summary>Replaces a file's bytes, durably and without counting.</summary>
    public void Overwrite(string path, byte[] bytes)
    {
        var node = new Node { Bytes = [.. bytes], Durable = [.. bytes] };
        _names[path] = node;
        _durableNames[path] = node;
    }

    /// <summary>Flips bits of one byte in place, so that a file that is open sees it.</summary>
    public void Corrupt(string path, int at, byte mask) => _names[path].Bytes[at] ^= mask;

    /// <summary>Cuts a file in place.</summary>
    public void Cut(string path, int length) => _names[path].Bytes = _names[path].Bytes[..length];

    public void Remove(string path)
    {
        _names.Remove(path);
        _durableNames.Remove(path);
    }

    /// <summary>A copy of the whole disk, as it is now.</summary>
    public MemoryFiles Copy()
    {
        var copy = new MemoryFiles();
        foreach (var (path, node) in _names) copy.Overwrite(path, node.Bytes);
        return copy;
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(string directory)
    {
        RequireRunning();
        var prefix = directory + "/";
        return ValueTask.FromResult<IReadOnlyList<string>>(
            [.. _names.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(path => path[prefix.Length..])]);
    }

    public ValueTask CreateDirectoryAsync(string directory)
    {
        RequireRunning();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IFile> OpenAsync(string path, FileUse use)
    {
        RequireRunning();
        if (use == FileUse.Read)
        {
            return _names.TryGetValue(path, out var found)
                ? ValueTask.FromResult<IFile>(new OpenFile(this, found))
                : throw new FileNotFoundException("no such file", path);
        }
        if (_names.ContainsKey(path)) throw new IOException($"'{path}' exists.");
        var node = new Node();
        return ChangeAsync(ChangeKind.Create, () => _names[path] = node, (IFile)new OpenFile(this, node));
    }

    public ValueTask RenameAsync(string from, string to) => ChangeAsync(ChangeKind.Rename, () =>
    {
        if (!_names.Remove(from, out var node)) throw new FileNotFoundException("no such file", from);
        _names[to] = node;
    });

    public ValueTask DeleteAsync(string path) => ChangeAsync(ChangeKind.Delete, () => _names.Remove(path));

    public ValueTask SyncDirectoryAsync(string directory) => ChangeAsync(ChangeKind.Sync, () =>
    {
        var prefix = directory + "/";
        foreach (var path in _durableNames.Keys.Where(path => IsIn(path, prefix)).ToList()) _durableNames.Remove(path);
        foreach (var (path, node) in _names.Where(entry => IsIn(entry.Key, prefix))) _durableNames[path] = node;
    });

    public ValueTask<IDisposable> LockAsync(string path)
    {
        RequireRunning();
        if (!_locks.Add(path)) throw new StateDirectoryInUseException(Path.GetDirectoryName(path)!);
        return ValueTask.FromResult<IDisposable>(new Lock(this, path));
    }

    private static bool IsIn(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal);

    private sealed class Node
    {
        public byte[] Bytes { get; set; } = [];
        public byte[] Durable { get; set; } = [];
        public List<(long Offset, byte[] Bytes)> Unsynced { get; } = [];

        public static byte[] Apply(byte[] content, long offset, ReadOnlySpan<byte> bytes)
        {
            var grown = content;
            if (grown.Length < offset + bytes.Length) Array.Resize(ref grown, (int)offset + bytes.Length);
            bytes.CopyTo(grown.AsSpan((int)offset));
            return grown;
        }
    }

    private sealed class OpenFile(MemoryFiles files, Node node) : IFile
    {
        public ValueTask<long> LengthAsync()
        {
            files.RequireRunning();
            return ValueTask.FromResult((long)node.Bytes.Length);
        }

        public void Prefetch(long offset, int length)
        {
        }

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer) => files.ReadAsync(() =>
        {
            var available = (int)Math.Clamp(node.Bytes.Length - offset, 0, buffer.Length);
            node.Bytes.AsSpan((int)Math.Min(offset, node.Bytes.Length), available).CopyTo(buffer.Span);
            return available;
        });

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes) => files.ChangeAsync(ChangeKind.Write,
            () => Write(offset, bytes), () => Write(offset, bytes[..(bytes.Length / 2)]));

        public ValueTask FlushToDiskAsync() => files.ChangeAsync(ChangeKind.Flush, () =>
        {
            node.Durable = [.. node.Bytes];
            node.Unsynced.Clear();
        });

        public void Dispose()
        {
        }

        private void Write(long offset, ReadOnlyMemory<byte> bytes)
        {
            node.Bytes = Node.Apply(node.Bytes, offset, bytes.Span);
            node.Unsynced.Add((offset, bytes.ToArray()));
        }
    }

    private sealed class Lock(MemoryFiles files, string path) : IDisposable
    {
        public void Dispose() => files._locks.Remove(path);
    }
}
