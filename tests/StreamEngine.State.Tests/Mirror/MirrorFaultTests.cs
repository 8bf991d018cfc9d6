using StreamEngine.Core.State;
using StreamEngine.State.Mirror;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.State.Tests.Mirror;

/// <summary>
/// A disk that fails or stops at each operation, and files that are damaged in every way: what is found afterwards is
/// the last snapshot or the one before, whole, or nothing; never anything else.
/// </summary>
public sealed class MirrorFaultTests
{
    private const int Snapshots = 14;

    [Theory]
    [InlineData(FaultKind.Fail)]
    [InlineData(FaultKind.Short)]
    [InlineData(FaultKind.Full)]
    [InlineData(FaultKind.Hang)]
    public void Whichever_change_fails_it_is_said_and_the_snapshot_before_is_there(FaultKind kind)
    {
        var changes = ChangesOfACleanRun();
        var failures = 0;
        for (var at = 1; at <= changes; at++)
        {
            var files = new MemoryFiles { Faults = new FaultPlan(kind, AtChange: at) };
            var (held, tried, failure) = Run(files);
            if (files.FaultsHit == 0) continue;
            if (failure is not null) failures++;
            Assert.True(failure is not null || kind == FaultKind.Full, $"the fault at change {at} is said");
            AssertOneOf(files.Copy(), held, tried);
        }

        Assert.True(failures > changes / 2, $"{failures} failures");
    }

    [Theory]
    [InlineData(CrashKind.DropUnsynced)]
    [InlineData(CrashKind.KeepAll)]
    [InlineData(CrashKind.Torn)]
    public void Wherever_the_machine_stops_there_is_the_old_snapshot_or_the_new_one(CrashKind kind)
    {
        var changes = ChangesOfACleanRun();
        for (var at = 1; at <= changes; at++)
        {
            for (var seed = 0; seed < (kind == CrashKind.Torn ? 6 : 1); seed++)
            {
                var files = new MemoryFiles { Faults = new FaultPlan(FaultKind.Crash, AtChange: at) };
                var (held, tried, _) = Run(files);
                Assert.Equal(1, files.FaultsHit);
                AssertOneOf(files.Reboot(kind, seed), held, tried);
            }
        }
    }

    [Fact]
    public void Whichever_read_fails_nothing_of_it_is_believed()
    {
        var whole = MirrorFixture.DiskWith(Snapshots);
        using (MirrorFixture.Open(whole)) Assert.True(whole.Reads > 4);
        var reads = whole.Reads;
        for (var at = 1; at <= reads; at++)
        {
            foreach (var kind in (FaultKind[])[FaultKind.Fail, FaultKind.Short, FaultKind.Hang])
            {
                var files = MirrorFixture.DiskWith(Snapshots).Copy();
                files.Faults = new FaultPlan(kind, AtRead: at);
                using var mirror = MirrorFixture.Open(files);
                if (files.FaultsHit == 0) continue;
                Assert.NotNull(mirror.Refusal);
                Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
            }
        }
    }

    [Fact]
    public void Bytes_that_are_flipped_are_found()
    {
        var whole = MirrorFixture.DiskWith(Snapshots);
        foreach (var path in Named(whole))
        {
            var length = whole.Content(path).Length;
            for (var at = 0; at < length; at += 1 + (length / 150))
            {
                var files = whole.Copy();
                files.Corrupt(path, at, (byte)(1 << (at % 8)));
                AssertRefused(files, $"{path} flipped at {at}");
            }
        }
    }

    [Fact]
    public void Files_that_are_cut_emptied_or_missing_are_found()
    {
        var whole = MirrorFixture.DiskWith(Snapshots);
        foreach (var path in Named(whole))
        {
            var length = whole.Content(path).Length;
            for (var cut = 0; cut < length; cut += 1 + (length / 60))
            {
                var files = whole.Copy();
                files.Cut(path, cut);
                AssertRefused(files, $"{path} cut to {cut}");
            }

            var without = whole.Copy();
            without.Remove(path);
            using var mirror = MirrorFixture.Open(without);
            Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
        }
    }

    [Fact]
    public void Files_that_are_swapped_or_taken_from_another_time_are_found()
    {
        var whole = MirrorFixture.DiskWith(Snapshots);
        var older = MirrorFixture.DiskWith(Snapshots - 2);
        var names = Named(whole);
        foreach (var one in names)
        {
            foreach (var other in names.Where(name => name != one))
            {
                var files = whole.Copy();
                files.Overwrite(one, whole.Content(other));
                files.Overwrite(other, whole.Content(one));
                AssertRefused(files, $"{one} and {other} swapped");
            }

            if (!older.Paths.Contains(one)) continue;
            var mixed = whole.Copy();
            mixed.Overwrite(one, older.Content(one));
            using var mirror = MirrorFixture.Open(mixed);
            Assert.Contains(MirrorFixture.RequireWhole(mirror), new[] { 0, Snapshots - 2, Snapshots });
        }
    }

    [Fact]
    public void A_file_that_is_damaged_after_it_was_verified_is_found_when_it_is_read()
    {
        var files = MirrorFixture.DiskWith(Snapshots);
        var names = Named(files);
        using var mirror = MirrorFixture.Open(files);
        files.Corrupt(names[^1], files.Content(names[^1]).Length / 2, 4);
        Assert.Throws<IOException>(() => MirrorFixture.Read(mirror));
    }

    /// <summary>The manifest and the segments that it names.</summary>
    private static List<string> Named(MemoryFiles files) =>
        [.. files.Paths.Where(path => path.EndsWith(".mirror", StringComparison.Ordinal))];

    private static int ChangesOfACleanRun()
    {
        var files = new MemoryFiles();
        var (held, _, failure) = Run(files);
        Assert.Null(failure);
        Assert.Equal(Snapshots, held);
        Assert.True(files.Changes > 100, $"{files.Changes} changes");
        Assert.DoesNotContain($"{MirrorFixture.Folder}/segment-00000000.mirror", files.Paths);
        return files.Changes;
    }

    /// <summary>
    /// The last snapshot that the mirror said it holds, the last one tried, and what went wrong first.
    /// </summary>
    private static (int Held, int Tried, string? Failure) Run(MemoryFiles files)
    {
        var (held, tried) = (0, 0);
        ISnapshotMirror? mirror = null;
        try
        {
            mirror = MirrorFixture.Open(files);
            for (var i = 1; i <= Snapshots; i++)
            {
                tried = i;
                if (!MirrorFixture.Take(mirror, i)) return (held, tried, mirror.Failure ?? "");
                held = i;
                if (i != 8) continue;
                mirror.Dispose();
                mirror = MirrorFixture.Open(files);
            }

            return (held, tried, null);
        }
        catch (IOException failure)
        {
            return (held, tried, failure.Message);
        }
        finally
        {
            mirror?.Dispose();
        }
    }

    private static void AssertOneOf(MemoryFiles files, int held, int tried)
    {
        using var mirror = MirrorFixture.Open(files);
        Assert.Null(mirror.Refusal);
        Assert.Contains(MirrorFixture.RequireWhole(mirror), new[] { held, tried });
        var next = MirrorFixture.RequireWhole(mirror) + 1;
        Assert.True(MirrorFixture.Take(mirror, next), mirror.Failure);
        Assert.Equal(next, MirrorFixture.RequireWhole(mirror));
    }

    private static void AssertRefused(MemoryFiles files, string damage)
    {
        using var mirror = MirrorFixture.Open(files);
        Assert.True(mirror.Refusal is not null, damage);
        Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
    }
}
