using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Ledger;

namespace StreamEngine.Runtime.Tests.Ledger;

public sealed class LedgerColumnsTests
{
    [Fact]
    public void Every_record_ends_in_one_column_or_waits()
    {
        var ledger = new LedgerColumns();
        ledger.CountRead(10);
        foreach (var kind in Enum.GetValues<FateKind>()) ledger.CountFate(kind, null, 1);
        Assert.Equal(5, ledger.Waiting);
        ledger.CountFate(FateKind.DeadLettered, "malformed", 5);
        Assert.Equal(0, ledger.Waiting);
        Assert.Equal(5, ledger.Reasons[(FateKind.DeadLettered, "malformed")]);
    }

    [Fact]
    public void Books_of_two_sources_add_up()
    {
        var one = new LedgerColumns();
        one.CountRead(1);
        one.CountFate(FateKind.Filtered, "bot", 1);
        var other = new LedgerColumns();
        other.CountRead(2);
        other.CountFate(FateKind.Filtered, "bot", 2);
        one.Add(other);
        Assert.Equal((3, 3, 3L), (one.Read, one.Filtered, one.Reasons[(FateKind.Filtered, "bot")]));
    }
}
