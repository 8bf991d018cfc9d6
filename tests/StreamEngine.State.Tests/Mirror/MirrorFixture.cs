using System.Text;
using StreamEngine.Core.State;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.State.Tests.Mirror;

/// <summary>
/// A mirror that takes numbered snapshots: what each holds follows from its number alone, so that whatever is found
/// later can be compared.
/// </summary>
internal static class MirrorFixture
{
    public const string Folder = "mirrors/mirror-3";
    private const int Keys = 40;
    private const int ChangesPerSnapshot = 12;

    public static readonly MirrorIdentity Identity = new("cluster-1", "shop", "shop-changelog", "topic-1", 3);

    /// <summary>Small enough that mirrors are rewritten again and again, in several steps each.</summary>
    public static readonly MirrorOptions Options = new()
    {
        LeastGarbageBytes = 1_500, CompactionStepBytes = 4_000, KeysAtOnce = 40, MaxSegments = 6,
        Wait = new FileWait(3, static _ => { }),
    };

    public static MirrorBounds Bounds(long end = long.MaxValue) => new(0, end, 5_000, 1_000_000);

    public static MirrorMark MarkOf(int snapshot) =>
        new(snapshot * 100L, 1_000 + snapshot, Encoding.UTF8.GetBytes($"snapshot {snapshot}"));

    public static ISnapshotMirror Open(IFiles files, MirrorIdentity? identity = null, MirrorBounds? bounds = null)
    {
        return Now(new SnapshotMirrors(files, "mirrors", Options).OpenAsync(identity ?? Identity, bounds ?? Bounds()));
    }

    /// <summary>The result of work over files in memory, which is done at once.</summary>
    public static T Now<T>(ValueTask<T> work)
    {
        Assert.True(work.IsCompleted);
        return work.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The end of such work.</summary>
    public static void Now(ValueTask work)
    {
        Assert.True(work.IsCompleted);
        work.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Takes a snapshot; true where the mirror holds it.</summary>
    public static bool Take(ISnapshotMirror mirror, int snapshot)
    {
        foreach (var (key, value) in ChangesOf(snapshot))
        {
            mirror.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
            if (key.EndsWith('7')) Now(mirror.FlushAsync());
        }

        return Now(mirror.CompleteAsync(MarkOf(snapshot)));
    }

    /// <summary>What a snapshot of that number holds; nothing for 0.</summary>
    public static SortedDictionary<string, string> ContentOf(int snapshot)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i <= snapshot; i++) Apply(content, ChangesOf(i));
        return content;
    }

    /// <summary>
    /// Reads a mirror and requires it to hold exactly what its mark says. Returns the snapshot's number.
    /// </summary>
    public static int RequireWhole(ISnapshotMirror mirror)
    {
        if (mirror.Mark is not { } mark)
        {
            Assert.Equal([], Read(mirror));
            return 0;
        }

        var snapshot = (int)(mark.ChangelogOffset / 100);
        Assert.Equal(MarkOf(snapshot).TakenAt, mark.TakenAt);
        Assert.Equal($"snapshot {snapshot}", Encoding.UTF8.GetString(mark.Snapshot.Span));
        Assert.Equal(ContentOf(snapshot), Read(mirror));
        return snapshot;
    }

    public static SortedDictionary<string, string> Read(ISnapshotMirror mirror)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Now(mirror.ReadAsync((key, value) =>
            Apply(content, [(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(value))])));
        return content;
    }

    /// <summary>A disk with a mirror that took so many snapshots, restarted after every third.</summary>
    public static MemoryFiles DiskWith(int snapshots)
    {
        var files = new MemoryFiles();
        var mirror = Open(files);
        for (var i = 1; i <= snapshots; i++)
        {
            Assert.True(Take(mirror, i), mirror.Failure);
            if (i % 3 != 0) continue;
            mirror.Dispose();
            mirror = Open(files);
            Assert.Null(mirror.Refusal);
        }

        mirror.Dispose();
        return files;
    }

    private static IEnumerable<(string Key, string Value)> ChangesOf(int snapshot)
    {
        var random = new Random(snapshot);
        for (var i = 0; i < ChangesPerSnapshot; i++)
        {
            var key = $"customer-{random.Next(Keys)}";
            yield return (key, random.Next(4) == 0 ? "" : $"{snapshot}/{i} " + new string('x', random.Next(40)));
        }
    }

    private static void Apply(SortedDictionary<string, string> content, IEnumerable<(string Key, string Value)> changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value.Length == 0) content.Remove(key);
            else content[key] = value;
        }
    }
}
