using StreamEngine.Core.Log;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Runtime.Tests.Commit;

public sealed class SettlementTests
{
    [Fact]
    public void Offsets_at_the_end_say_that_it_went_through() =>
        Assert.Equal(Settled.Committed, Settlement.Decide([Part(5, 9)], [9]));

    [Fact]
    public void Offsets_at_the_start_say_that_it_did_not() =>
        Assert.Equal(Settled.NotCommitted, Settlement.Decide([Part(5, 9)], [5]));

    [Fact]
    public void Offsets_of_somebody_else_say_neither() =>
        Assert.Equal(Settled.Differs, Settlement.Decide([Part(5, 9)], [7]));

    [Fact]
    public void Where_no_offset_moves_the_journal_has_to_be_asked() =>
        Assert.Equal(Settled.AskJournal, Settlement.Decide([Part(5, 5)], [5]));

    [Fact]
    public void A_part_that_moves_decides_for_the_one_that_does_not() =>
        Assert.Equal(Settled.Committed, Settlement.Decide([Part(5, 5), Part(1, 2)], [5, 2]));

    [Fact]
    public void A_transaction_half_of_which_is_committed_is_somebody_elses() =>
        Assert.Equal(Settled.Differs, Settlement.Decide([Part(5, 9), Part(1, 2)], [9, 1]));

    private static SealedCommit Part(long start, long end) => new()
    {
        Partition = 0, Records = new AppendBatch(), Sequence = 1, Entry = [], InputRecords = end - start,
        Starts = [new LogPosition(new LogPartition("a", 0), start)],
        Ends = [new LogPosition(new LogPartition("a", 0), end)],
    };
}
