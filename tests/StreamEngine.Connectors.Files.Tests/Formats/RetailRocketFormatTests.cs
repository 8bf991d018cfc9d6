using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class RetailRocketFormatTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Rows_are_events_and_a_transaction_is_one_order()
    {
        var reading = Read(
            "1433221332117,257597,view,355908,",
            "1433222276276,599528,transaction,356475,4000",
            "1433221332999,257597,addtocart,355909,",
            "1433222276290,599528,transaction,15335,4000",
            "1433222276290,599528,transaction,15335,4000.0");
        Assert.Equal(
            [("visitor:257597", EventType.ProductView, 2L, 1), ("visitor:257597", EventType.Add, 4L, 1),
                ("visitor:599528", EventType.Placed, 3L, 3)],
            reading.Records.Select(record => (record.Key, record.Event.Type, record.Line, record.Weight)));
        Assert.Equal("355908", reading.Records[0].Event.ProductId);
        Assert.Equal([new("355909", null, 1, null)], reading.Records[1].Event.Lines);
        var order = reading.Records[2].Event;
        Assert.Equal(("4000", 1433222276276, null), (order.OrderId, order.EventTime, order.Currency));
        Assert.Equal([new("356475", null, 1, null), new("15335", null, 2, null)], order.Lines);
    }

    [Theory]
    [InlineData("later,5,view,1,", RejectReason.Malformed)]
    [InlineData("1433221332117,5,view,1", RejectReason.Malformed)]
    [InlineData(",5,view,1,", RejectReason.MissingField)]
    [InlineData("1433221332117,5,,1,", RejectReason.MissingField)]
    [InlineData("1433221332117,5,view,,", RejectReason.MissingField)]
    [InlineData("1433221332117,5,transaction,1,", RejectReason.MissingField)]
    [InlineData("1433221332117,5,stare,1,", RejectReason.UnknownType)]
    [InlineData("1433221332117,,view,1,", RejectReason.NoIdentity)]
    [InlineData("1433221332117,0,transaction,1,9", RejectReason.NoIdentity)]
    [InlineData("1433221332117000,5,transaction,1,9", RejectReason.ImplausibleTimestamp)]
    public void What_is_wrong_with_a_row_is_said(string row, RejectReason reason)
    {
        var reading = Read("1433222276276,5,transaction,2,9", row);
        Assert.Equal([new("2", null, 1, null)], reading.Event.Lines);
        Assert.Equal((reason, 3L, 1), (reading.Reject.Reason, reading.Reject.Line, reading.Reject.Weight));
    }

    [Fact]
    public void Implausible_times_of_single_rows_are_left_to_the_engine() =>
        Assert.Equal(2, Read("1,5,view,1,", "99999999999999999999,5,addtocart,1,").Records.Count);

    private SourceReading Read(params string[] rows) =>
        _work.Read("retailrocket", "timestamp,visitorid,event,itemid,transactionid\n" + string.Join('\n', rows));
}
