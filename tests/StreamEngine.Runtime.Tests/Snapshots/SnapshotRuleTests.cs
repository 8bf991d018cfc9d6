using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Tests.Snapshots;

public sealed class SnapshotRuleTests
{
    private static readonly SnapshotOptions Options = new();

    [Theory]
    [InlineData(1_000, 0, 9_999, 0, 0, false)] // Nothing happened.
    [InlineData(600_000, 1, 0, 1, 0, true)] // Old enough.
    [InlineData(599_999, 1, 0, 1, 0, false)]
    [InlineData(1_000, 1, 2_001, 1, 0, true)] // Replaying it would take more than 2 s.
    [InlineData(1_000, 1, 2_000, 1, 0, false)]
    [InlineData(1_000, 1, 5_000, 1, 100, false)] // But the last one took 10 % of the time since.
    [InlineData(3_000, 1, 5_000, 1, 100, true)]
    [InlineData(100, 1, 0, 64 * 1024 * 1024, 100, true)] // So much has changed that memory is at stake.
    public void A_snapshot_is_due_when_a_restore_would_take_too_long(
        long since, long records, long replayMs, long changed, long lastMs, bool isDue) => Assert.Equal(
        isDue, SnapshotRule.IsDue(new SnapshotFigures(since, records, replayMs, changed, lastMs), Options));
}
