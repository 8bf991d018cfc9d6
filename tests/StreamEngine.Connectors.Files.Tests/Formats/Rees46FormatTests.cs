using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class Rees46FormatTests : IDisposable
{
    private const string Header =
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("view", EventTopic.Clickstream, EventType.ProductView)]
    [InlineData("cart", EventTopic.Carts, EventType.Add)]
    [InlineData("remove_from_cart", EventTopic.Carts, EventType.Remove)]
    [InlineData("purchase", EventTopic.Orders, EventType.Placed)]
    public void A_row_is_an_event(string type, EventTopic topic, EventType expected)
    {
        var reading = Read($"2019-10-01 02:50:00 UTC,{type},5802432,14875800,,runail,0.32,562076640,09fafd6c-6c99");
        var data = reading.Event;
        Assert.Equal((topic, expected, 1569898200000), (data.Topic, data.Type, data.EventTime));
        Assert.Equal(("562076640", "09fafd6c-6c99", null), (data.CustomerId, data.SessionId, data.OrderId));
        Assert.Equal("customer:562076640", reading.Records[0].Key);
        Assert.Equal((Channel.Web, null), (data.Channel, data.Currency));
        if (topic == EventTopic.Clickstream) Assert.Equal("5802432", data.ProductId);
        else Assert.Equal([new("5802432", null, 1, 0.32m)], data.Lines);
    }

    [Fact]
    public void Equal_rows_have_equal_ids_and_others_do_not()
    {
        const string Row = "2019-10-01 02:50:00 UTC,cart,1,2,,b,0.32,5,s";
        var reading = Read(Row, Row, Row.Replace("0.32", "0.33", StringComparison.Ordinal));
        var ids = reading.Records.Select(record => record.Event.EventId).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Fact]
    public void Events_come_by_time_then_topic_then_line()
    {
        var reading = Read(
            "2019-10-01 02:50:01 UTC,view,a,2,,b,1,5,s",
            "2019-10-01 02:50:00 UTC,purchase,b,2,,b,1,5,s",
            "2019-10-01 02:50:00 UTC,cart,c,2,,b,1,5,s",
            "2019-10-01 02:50:00 UTC,view,d,2,,b,1,5,s",
            "2019-10-01 02:50:00 UTC,cart,e,2,,b,1,5,s");
        Assert.Equal([5, 4, 6, 3, 2], reading.Records.Select(record => record.Line));
    }

    [Theory]
    [InlineData("2019-10-01 02:50,view,a,2,,b,,5,s", null)]
    [InlineData("2019-10-01 02:50:00,cart,a,2,,b,0,5,", null)]
    [InlineData("then,cart,a,2,,b,1,5,s", RejectReason.Malformed)]
    [InlineData(",cart,a,2,,b,1,5,s", RejectReason.MissingField)]
    [InlineData("2019-10-01 02:50:00 UTC,,a,2,,b,1,5,s", RejectReason.MissingField)]
    [InlineData("2019-10-01 02:50:00 UTC,cart,,2,,b,1,5,s", RejectReason.MissingField)]
    [InlineData("2019-10-01 02:50:00 UTC,wish,a,2,,b,1,5,s", RejectReason.UnknownType)]
    [InlineData("2019-10-01 02:50:00 UTC,cart,a,2,,b,1,,s", RejectReason.NoIdentity)]
    [InlineData("2019-10-01 02:50:00 UTC,cart,a,2,,b,x,0,s", RejectReason.NoIdentity)]
    [InlineData("2019-10-01 02:50:00 UTC,cart,a,2,,b,x,5,s", RejectReason.InvalidAmount)]
    [InlineData("2019-10-01 02:50:00 UTC,view,a,2,,b,-1,5,s", RejectReason.InvalidAmount)]
    [InlineData("1999-10-01 02:50:00 UTC,view,a,2,,b,-1,5,s", RejectReason.InvalidAmount)]
    public void What_is_wrong_with_a_row_is_said(string row, RejectReason? reason)
    {
        var reading = Read(row);
        Assert.Equal(1, reading.Read);
        if (reason is null)
        {
            Assert.Single(reading.Records);
            return;
        }
        Assert.Equal((reason.Value, 2L), (reading.Reject.Reason, reading.Reject.Line));
        Assert.Equal(row, Encoding.UTF8.GetString(reading.Reject.Payload));
    }

    [Fact]
    public void What_the_engine_can_judge_is_left_to_it()
    {
        var reading = Read(
            "1999-10-01 02:50:00 UTC,view,a,2,,b,1,5,s", "99999-10-01 02:50:00 UTC,view,a,2,,b,1,5,s",
            "2019-10-01 02:50:00 UTC,cart,a,2,,b,-1,5,s");
        Assert.Empty(reading.Rejects);
        Assert.Equal(3, reading.Records.Count);
    }

    [Fact]
    public void Line_breaks_inside_quotes_are_part_of_the_field()
    {
        var reading = Read(
            "2019-10-01 02:50:00 UTC,view,a,2,\"one\r\ntwo\nthree\",b,1,5,s",
            "2019-10-01 02:50:00 UTC,view,z,2,,b,1,5,s");
        Assert.Equal([(2L, "a"), (5L, "z")], reading.Records.Select(record => (record.Line, record.Event.ProductId)));
    }

    [Fact]
    public void A_quote_that_is_not_closed_spoils_its_own_line_only()
    {
        var reading = Read(
            "2019-10-01 02:50:00 UTC,view,a,2,\"slip,b,1,5,s", "2019-10-01 02:50:01 UTC,view,b,2,,b,1,5,s",
            "2019-10-01 02:50:02 UTC,view,c,2,\"fine, this\",b,1,5,s", "2019-10-01 02:50:03 UTC,view,d,2,\"\",b,1,5,s");
        Assert.Equal(["b", "c", "d"], reading.Records.Select(record => record.Event.ProductId));
        Assert.Equal((RejectReason.Malformed, 2L), (reading.Reject.Reason, reading.Reject.Line));
    }

    private SourceReading Read(params string[] rows) => _work.Read("rees46", Header + string.Join('\n', rows));
}
