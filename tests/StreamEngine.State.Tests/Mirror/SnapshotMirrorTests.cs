using StreamEngine.Core.State;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;
using StreamEngine.State.Tests.Files;

namespace StreamEngine.State.Tests.Mirror;

/// <summary>
/// A mirror holds its last whole snapshot, goes on after a restart, and refuses what may not be used.
/// </summary>
public sealed class SnapshotMirrorTests
{
    [Fact]
    public void A_mirror_that_is_new_holds_nothing()
    {
        using var mirror = MirrorFixture.Open(new MemoryFiles());
        Assert.Null(mirror.Mark);
        Assert.Null(mirror.Refusal);
        Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
    }

    [Fact]
    public void A_mirror_holds_each_snapshot_after_it_was_taken_and_after_a_restart()
    {
        for (var snapshots = 1; snapshots <= 40; snapshots++)
        {
            var files = MirrorFixture.DiskWith(snapshots);
            using var mirror = MirrorFixture.Open(files);
            Assert.Equal(snapshots, MirrorFixture.RequireWhole(mirror));
        }
    }

    [Fact]
    public void A_mirror_is_rewritten_so_that_its_files_stay_small()
    {
        var files = MirrorFixture.DiskWith(400);
        Assert.InRange(files.TotalBytes, 1, 20_000);
        Assert.InRange(files.Paths.Count, 2, 22);
    }

    [Fact]
    public void What_was_added_after_the_last_completion_does_not_count()
    {
        var files = MirrorFixture.DiskWith(2);
        using (var mirror = MirrorFixture.Open(files))
        {
            for (var i = 0; i < 100_000; i++) mirror.Add("customer-1"u8, "from a snapshot that was never whole"u8);
            MirrorFixture.Now(mirror.FlushAsync());
        }

        using var again = MirrorFixture.Open(files);
        Assert.Equal(2, MirrorFixture.RequireWhole(again));
    }

    [Fact]
    public void A_record_larger_than_a_block_is_kept()
    {
        var files = new MemoryFiles();
        var large = new string('y', 3 * Limits.MirrorBlockBytes);
        using (var mirror = MirrorFixture.Open(files))
        {
            mirror.Add("a"u8, "small"u8);
            mirror.Add("b"u8, System.Text.Encoding.UTF8.GetBytes(large));
            mirror.Add("c"u8, "small"u8);
            Assert.True(MirrorFixture.Now(mirror.CompleteAsync(MirrorFixture.MarkOf(1))));
        }

        using var again = MirrorFixture.Open(files);
        Assert.Equal(large, MirrorFixture.Read(again)["b"]);
    }

    [Theory]
    [InlineData(501, 900, 5_000, 1_000_000, "begins at 501")]
    [InlineData(0, 499, 5_000, 1_000_000, "499 are committed")]
    [InlineData(0, 900, 5_000, 7_000, "tombstones")]
    [InlineData(500, 500, 5_005, 8_000, null)]
    public void A_mirror_outside_the_bounds_of_the_changelog_is_refused(
        long start, long end, long now, long tombstones, string? reason)
    {
        var files = MirrorFixture.DiskWith(5);
        using var mirror = MirrorFixture.Open(files, null, new MirrorBounds(start, end, now, tombstones));
        if (reason is null)
        {
            Assert.Equal(5, MirrorFixture.RequireWhole(mirror));
            return;
        }

        Assert.Contains(reason, mirror.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
        Assert.True(MirrorFixture.Take(mirror, 1));
        Assert.Equal(1, MirrorFixture.RequireWhole(mirror));
    }

    [Fact]
    public void A_mirror_of_another_cluster_group_topic_or_task_is_refused()
    {
        MirrorIdentity[] others =
        [
            MirrorFixture.Identity with { ClusterId = "cluster-2" }, MirrorFixture.Identity with { Group = "other" },
            MirrorFixture.Identity with { Topic = "other" }, MirrorFixture.Identity with { TopicId = "topic-2" },
        ];
        foreach (var other in others)
        {
            using var mirror = MirrorFixture.Open(MirrorFixture.DiskWith(3), other);
            Assert.Contains("belongs to", mirror.Refusal, StringComparison.Ordinal);
            Assert.Equal(0, MirrorFixture.RequireWhole(mirror));
        }
    }

    [Fact]
    public void A_mirror_in_use_is_refused()
    {
        var files = MirrorFixture.DiskWith(1);
        using var mirror = MirrorFixture.Open(files);
        Assert.Throws<StateDirectoryInUseException>(() => MirrorFixture.Open(files));
    }

    [Fact]
    public void A_mirror_on_a_real_disk_does_not_look_at_the_times_of_files()
    {
        var folder = Directory.CreateTempSubdirectory("mirror");
        try
        {
            var mirrors = new SnapshotMirrors(new PhysicalFiles(), folder.FullName, MirrorFixture.Options);
            for (var i = 1; i <= 9; i++)
            {
                using var mirror = Opened(mirrors);
                Assert.Equal(i - 1, MirrorFixture.RequireWhole(mirror));
                Assert.True(MirrorFixture.Take(mirror, i), mirror.Failure);
                Assert.Throws<StateDirectoryInUseException>(() => Opened(mirrors));
                var age = i;
                foreach (var file in folder.GetFiles("*", SearchOption.AllDirectories))
                    file.LastWriteTimeUtc = new DateTime(2001, 1, 1 + (age++ * 7 % 27), 0, 0, 0, DateTimeKind.Utc);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ISnapshotMirror Opened(SnapshotMirrors mirrors) =>
        MirrorFixture.Now(mirrors.OpenAsync(MirrorFixture.Identity, MirrorFixture.Bounds()));
}
