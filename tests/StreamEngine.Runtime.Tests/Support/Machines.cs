using StreamEngine.Core.State;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>The disks of the machines that processes run on: a part of what is on them outlives a process.</summary>
internal sealed class Machines(int seed)
{
    /// <summary>Mirrors that are rewritten again and again.</summary>
    public static readonly MirrorOptions Small = new()
    {
        LeastGarbageBytes = 1_500, CompactionStepBytes = 4_000, KeysAtOnce = 20, MaxSegments = 6,
        Wait = new FileWait(3, static _ => { }),
    };

    private readonly Dictionary<string, MemoryFiles> _disks = new(StringComparer.Ordinal);
    private readonly Random _random = new(seed);

    public MirrorOptions Options { get; init; } = Small;

    /// <summary>What is left at a restart; null: anything, and now and then a file is damaged.</summary>
    public CrashKind? Crash { get; init; }

    public MemoryFiles Of(string name) => _disks[name];

    /// <summary>The mirrors that a process finds on its machine when it starts there again.</summary>
    public ISnapshotMirrors Restart(string name)
    {
        var disk = _disks.TryGetValue(name, out var former)
            ? former.Reboot(Crash ?? (CrashKind)_random.Next(3), _random.Next())
            : new MemoryFiles();
        if (Crash is null && disk.Paths.Count > 0 && _random.Next(4) == 0)
        {
            var path = disk.Paths[_random.Next(disk.Paths.Count)];
            var length = disk.Content(path).Length;
            if (length > 0) disk.Corrupt(path, _random.Next(length), 0x40);
        }

        _disks[name] = disk;
        return new SnapshotMirrors(disk, "state", Options);
    }

    /// <summary>Puts a record into each mirror of a machine: they are whole then, and wrong.</summary>
    public async Task ForgeAsync(
        string name, MirrorIdentity identity, int tasks, byte[] key, Func<SnapshotRecord, byte[]> value)
    {
        _disks[name] = _disks[name].Reboot(CrashKind.KeepAll, 0);
        var mirrors = new SnapshotMirrors(_disks[name], "state", Options);
        for (var task = 0; task < tasks; task++)
        {
            using var mirror = await mirrors.OpenAsync(
                identity with { Partition = task }, new MirrorBounds(0, long.MaxValue, 0, long.MaxValue));
            mirror.Add(key, value(SnapshotRecord.Read(mirror.Mark!.Snapshot.Span)));
            Assert.True(await mirror.CompleteAsync(mirror.Mark!));
        }
    }
}
