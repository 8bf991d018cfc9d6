using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class UciFormatTests : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(2010, 12, 1559, 823746.14, 74789.12, 528.38)]
    [InlineData(2011, 1, 1086, 691364.56, 131364.30, 636.62)]
    [InlineData(2011, 2, 1100, 523631.89, 25569.24, 476.03)]
    public void The_known_answers_of_a_month_come_out(
        int year, int month, int orders, decimal gross, decimal refunds, decimal average)
    {
        var folder = Repository.PathOf("samples/uci-online-retail");
        var reading = _work.ReadInputs($"uci-online-retail:{folder}/{year}-{month:00}-*.csv.gz");
        Assert.Null(reading.Failure);
        Assert.Empty(reading.Rejects);
        var placed = reading.Records.Where(record => record.Event.Type == EventType.Placed).ToList();
        var refunded = reading.Records.Where(record => record.Event.Type == EventType.Refunded).ToList();
        var sum = placed.Sum(record => record.Event.Lines.Sum(line => line.Quantity * line.UnitPrice!.Value));
        Assert.Equal(orders, placed.Count);
        Assert.Equal(gross, decimal.Round(sum, 2));
        Assert.Equal(refunds, decimal.Round(refunded.Sum(record => record.Event.RefundAmount!.Value), 2));
        Assert.Equal(average, decimal.Round(sum / placed.Count, 2));
    }

    [Fact]
    public void Every_row_of_the_samples_is_accounted_for()
    {
        var reading = _work.ReadInputs($"uci-online-retail:{Repository.PathOf("samples/uci-online-retail")}");
        Assert.Equal(105_335, reading.Read);
        Assert.Equal([FilteredRows.NoSaleLines], reading.Filtered.Keys);
        Assert.Equal(reading.Records.Select(record => record.Event.EventTime).Order(), Times(reading));
        Assert.Equal(reading.Records.Count, reading.Records.Select(record => record.Event.EventId).Distinct().Count());
    }

    [Fact]
    public void An_invoice_is_one_order_with_its_rows_as_lines()
    {
        var reading = Read(
            "536365,85123A,\"HOLDER, WHITE\",6,2010-12-01 08:26:00,2.555,17850.0,United Kingdom",
            "536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom",
            "536365,85123A,HOLDER,2,2010-12-01 08:26:00,2.55,17850.0,United Kingdom");
        var delivered = Assert.Single(reading.Records);
        var order = delivered.Event;
        Assert.Equal(("customer:17850", 2L, 3), (delivered.Key, delivered.Line, delivered.Weight));
        Assert.Equal((EventTopic.Orders, EventType.Placed, Channel.Web), (order.Topic, order.Type, order.Channel));
        Assert.Equal(("536365", "GBP"), (order.OrderId, order.Currency));
        Assert.Equal(("17850", null), (order.CustomerId, order.AnonymousId));
        Assert.Equal((1291191960000, "United Kingdom"), (order.EventTime, order.Country));
        Assert.Equal(
            [new("85123A", null, 6, 2.555m), new("71053", null, 6, 3.39m), new("85123A", null, 2, 2.55m)], order.Lines);
        Assert.Null(order.RefundAmount);
        Assert.Equal(32, order.EventId.Length);
    }

    [Fact]
    public void An_invoice_beginning_with_C_is_a_refund_of_an_unknown_order()
    {
        var reading = Read(
            "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,France",
            "C536379,D,Discount,-2,2010-12-01 09:41:00,1.25,14527.0,France");
        var refund = reading.Event;
        Assert.Equal((EventType.Refunded, "C536379", null), (refund.Type, refund.RefundId, refund.OrderId));
        Assert.Equal(30m, refund.RefundAmount);
        Assert.Empty(refund.Lines);
        Assert.Equal(2, reading.Records[0].Weight);
    }

    [Fact]
    public void Rows_that_sell_nothing_are_not_lines_and_an_invoice_without_lines_is_filtered()
    {
        var reading = Read(
            "1,A,x,3,2010-12-01 08:26:00,2.5,7,UK",
            "1,B,x,-1,2010-12-01 08:26:00,2.5,7,UK",
            "1,C,x,1,2010-12-01 08:26:00,0,7,UK",
            "A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,UK",
            "2,B,lost,-30,2010-12-01 08:26:00,0,,UK",
            "2,C,lost,-1,2010-12-01 08:26:00,0,,UK");
        Assert.Equal([new("A", null, 3, 2.5m)], reading.Event.Lines);
        Assert.Equal(3, reading.Records[0].Weight);
        Assert.Equal(3, reading.Filtered[FilteredRows.NoSaleLines]);
        Assert.Empty(reading.Rejects);
    }

    [Theory]
    [InlineData("", "visitor:invoice-9"), InlineData("nan", "visitor:invoice-9"), InlineData("0", "visitor:invoice-9")]
    [InlineData("17850", "customer:17850"), InlineData(" 17850.00 ", "customer:17850")]
    public void The_customer_is_a_whole_number_or_else_the_invoice(string id, string key) =>
        Assert.Equal(key, Assert.Single(Read($"9,A,x,1,2010-12-01 08:26:00,1,{id},UK").Records).Key);

    [Fact]
    public void The_first_row_gives_the_time_and_the_first_customer_named_counts()
    {
        var reading = Read(
            "9,A,x,1,12/1/2010 8:27,1,,UK",
            "9,B,x,1,12/1/2010 8:26,1,55,France");
        var order = reading.Event;
        Assert.Equal((1291192020000, "55", "UK"), (order.EventTime, order.CustomerId, order.Country));
    }

    [Theory]
    [InlineData("9,B,x,1,not a date,1,1,UK", RejectReason.Malformed)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,1,one,UK", RejectReason.Malformed)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,1,1", RejectReason.Malformed)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,1,1,UK,more", RejectReason.Malformed)]
    [InlineData("9,B,\"x,1,2010-12-01 08:26:00,1,1,UK", RejectReason.Malformed)]
    [InlineData("9,B,\"x\"y,1,2010-12-01 08:26:00,1,1,UK", RejectReason.Malformed)]
    [InlineData(",B,x,1,2010-12-01 08:26:00,1,1,UK", RejectReason.MissingField)]
    [InlineData("9,,x,1,2010-12-01 08:26:00,1,1,UK", RejectReason.MissingField)]
    [InlineData("9,B,x,,2010-12-01 08:26:00,1,1,UK", RejectReason.MissingField)]
    [InlineData("9,B,x,1,,1,1,UK", RejectReason.MissingField)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,,1,UK", RejectReason.MissingField)]
    [InlineData("9,B,x,1.5,2010-12-01 08:26:00,1,1,UK", RejectReason.InvalidQuantity)]
    [InlineData("9,B,x,many,1999-12-31 23:59:59,1,1,UK", RejectReason.InvalidQuantity)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,cheap,1,UK", RejectReason.InvalidAmount)]
    [InlineData("9,B,x,1,2010-12-01 08:26:00,100000000000000,1,UK", RejectReason.InvalidAmount)]
    [InlineData("9,B,x,1,1999-12-31 23:59:59,1,1,UK", RejectReason.ImplausibleTimestamp)]
    [InlineData("9,B,x,1,2100-01-01 00:00:00,1,1,UK", RejectReason.ImplausibleTimestamp)]
    [InlineData("C9,B,x,-99999999999,2010-12-01 08:26:00,99999,1,UK", RejectReason.InvalidAmount)]
    public void An_ill_row_is_refused_alone_and_its_invoice_goes_on(string row, RejectReason reason)
    {
        var reading = Read("9,A,x,2,2010-12-01 08:25:00,1,1,UK", row, "9,C,x,3,2010-12-01 08:26:00,1,1,UK");
        Assert.Equal(["A", "C"], reading.Event.Lines.Select(line => line.ProductId));
        var reject = reading.Reject;
        Assert.Equal((reason, 3L, 1), (reject.Reason, reject.Line, reject.Weight));
        Assert.Equal(row, Encoding.UTF8.GetString(reject.Payload));
        Assert.Equal(3, reading.Read);
    }

    [Fact]
    public void Rows_of_an_invoice_are_found_across_files_but_not_across_inputs()
    {
        var first = _work.Write("a/1.csv", Header + "9,A,x,1,2010-12-01 08:26:00,1,1,UK\n");
        _work.Write("a/2.csv", Header + "8,A,x,1,2010-12-01 08:00:00,1,1,UK\n9,B,x,1,2010-12-01 08:26:00,1,1,UK\n");
        var reading = _work.ReadInputs($"uci-online-retail:{_work.PathOf("a")}", $"uci-online-retail:{first}");
        Assert.Equal([(1, 2L, 1), (0, 2L, 2), (2, 2L, 1)], reading.Records.Select(r => (r.File, r.Line, r.Weight)));
    }

    [Fact]
    public void Columns_are_found_by_name_and_by_the_names_of_the_second_edition()
    {
        var reading = _work.Read("uci-online-retail",
            "Country,Customer ID,Price,InvoiceDate,Quantity,StockCode,Invoice,Extra\n" +
            "UK,5,2.5,2010-12-01 08:26:00,2,A,1,z\n");
        Assert.Equal(("5", "1"), (reading.Event.CustomerId, reading.Event.OrderId));
        Assert.Equal([new("A", null, 2, 2.5m)], reading.Event.Lines);
    }

    [Fact]
    public void The_sum_of_a_refund_that_is_too_large_refuses_all_its_rows_together()
    {
        var rows = Enumerable.Range(0, 3).Select(_ => "C1,B,x,-9,2010-12-01 08:26:00,9999999999999,1,UK").ToArray();
        var reject = Read(rows).Reject;
        Assert.Equal((RejectReason.InvalidAmount, 2L, 3), (reject.Reason, reject.Line, reject.Weight));
        Assert.Equal(string.Join('\n', rows), Encoding.UTF8.GetString(reject.Payload));
    }

    [Fact]
    public void An_invoice_with_too_many_rows_is_too_large_as_a_whole()
    {
        var rows = Enumerable.Repeat("1,B,x,1,2010-12-01 08:26:00,1,1,UK", Limits.MaxGroupRows + 5)
            .Append("2,B,x,1,2010-12-01 08:26:00,1,1,UK").ToArray();
        var reading = Read(rows);
        Assert.Equal("2", reading.Event.OrderId);
        Assert.Equal((RejectReason.TooLarge, Limits.MaxGroupRows + 5), (reading.Reject.Reason, reading.Reject.Weight));
        Assert.Equal(Limits.MaxEvidenceBytes, reading.Reject.Payload.Length);
    }

    private SourceReading Read(params string[] rows) =>
        _work.Read("uci-online-retail", Header + string.Join('\n', rows) + "\n");

    private static IEnumerable<long> Times(SourceReading reading) =>
        reading.Records.Select(record => record.Event.EventTime);
}
