namespace StreamEngine.State.Tests.Files;

public enum ChangeKind
{
    Create,
    Write,
    Flush,
    Rename,
    Delete,
    Sync,
}

public enum FaultKind
{
    None,

    /// <summary>The operation throws and does nothing.</summary>
    Fail,

    /// <summary>A write does its first half and throws; any other operation throws.</summary>
    Short,

    /// <summary>This and every later write throws: the disk is full. Flushes and names still work.</summary>
    Full,

    /// <summary>The machine stops before the operation: everything after it throws.</summary>
    Crash,

    /// <summary>The operation never ends.</summary>
    Hang,
}

/// <summary>What goes wrong at which operation, counted from 1; 0 is never.</summary>
public sealed record FaultPlan(FaultKind Kind = FaultKind.None, int AtChange = 0, int AtRead = 0);

/// <summary>What outlives a crash.</summary>
public enum CrashKind
{
    /// <summary>Only what was flushed, under names that were synced.</summary>
    DropUnsynced,

    /// <summary>Everything that was written: the process died, the machine did not.</summary>
    KeepAll,

    /// <summary>
    /// Of what was not flushed, some writes whole, some in part, some not at all; names as they were synced or last
    /// set.
    /// </summary>
    Torn,
}

public sealed class CrashedException() : IOException("The machine has stopped.");

public sealed partial class MemoryFiles
{
    private const int SectorBytes = 512;
    private bool _stopped;
    private bool _full;

    /// <summary>What a machine finds on the disk after the crash.</summary>
    public MemoryFiles Reboot(CrashKind kind, int seed)
    {
        var random = new Random(seed);
        var after = new MemoryFiles();
        var names = kind switch
        {
            CrashKind.DropUnsynced => _durableNames,
            CrashKind.KeepAll => _names,
            _ => random.Next(2) == 0 ? _names : _durableNames,
        };
        foreach (var (path, node) in names)
        {
            var bytes = kind switch
            {
                CrashKind.DropUnsynced => node.Durable,
                CrashKind.KeepAll => node.Bytes,
                _ => Tear(node, random),
            };
            after.Overwrite(path, bytes);
        }
        return after;
    }

    private static byte[] Tear(Node node, Random random)
    {
        var content = (byte[])node.Durable.Clone();
        foreach (var (offset, bytes) in node.Unsynced)
        {
            var kept = random.Next(3) switch
            {
                0 => 0,
                1 => bytes.Length,
                _ => Math.Min(bytes.Length, random.Next((bytes.Length / SectorBytes) + 1) * SectorBytes),
            };
            if (kept > 0) content = Node.Apply(content, offset, bytes.AsSpan(0, kept));
        }
        return content;
    }

    private void RequireRunning()
    {
        if (_stopped) throw new CrashedException();
    }

    private ValueTask<int> ReadAsync(Func<int> read)
    {
        RequireRunning();
        Reads++;
        if (Reads != Faults.AtRead) return ValueTask.FromResult(read());
        FaultsHit++;
        if (Faults.Kind == FaultKind.Hang) return new ValueTask<int>(new TaskCompletionSource<int>().Task);
        return Faults.Kind == FaultKind.Short ? ValueTask.FromResult(read() / 2) : throw new IOException("Read error.");
    }

    private ValueTask ChangeAsync(ChangeKind kind, Action change, Action? half = null)
    {
        var hang = Before(kind, half);
        if (hang is not null) return new ValueTask(hang);
        change();
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> ChangeAsync<T>(ChangeKind kind, Action change, T result)
    {
        var hang = Before(kind, null);
        if (hang is not null) return new ValueTask<T>(new TaskCompletionSource<T>().Task);
        change();
        return ValueTask.FromResult(result);
    }

    private Task? Before(ChangeKind kind, Action? half)
    {
        RequireRunning();
        Changes++;
        if (Changes == Faults.AtChange)
        {
            FaultsHit++;
            switch (Faults.Kind)
            {
                case FaultKind.Fail: throw new IOException($"{kind} error.");
                case FaultKind.Short:
                    half?.Invoke();
                    throw new IOException($"{kind} error after a part.");
                case FaultKind.Full: _full = true; break;
                case FaultKind.Crash:
                    _stopped = true;
                    throw new CrashedException();
                case FaultKind.Hang: return new TaskCompletionSource().Task;
                default: break;
            }
        }
        if (_full && kind is ChangeKind.Write or ChangeKind.Create) throw new IOException("No space left on device.");
        return null;
    }
}
