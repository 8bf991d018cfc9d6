using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class OttoFormatTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void The_known_answers_of_the_sample_come_out()
    {
        var reading = _work.ReadInputs($"otto:{Repository.PathOf("samples/otto/train.jsonl")}");
        Assert.Equal(862, reading.Read);
        Assert.Equal([800, 52, 10], new[] { EventType.ProductView, EventType.Add, EventType.Placed }.Select(
            type => reading.Records.Where(record => record.Event.Type == type).Sum(record => record.Weight)));
        var visitors = reading.Records.GroupBy(record => record.Key).ToList();
        Assert.Equal(20, visitors.Count);
        var withCart = visitors.Where(visitor => visitor.Any(record => record.Event.Type == EventType.Add)).ToList();
        Assert.Equal(7, withCart.Count);
        Assert.Equal(4, withCart.Count(visitor => visitor.All(record => record.Event.Type != EventType.Placed)));
        Assert.Equal(144, visitors.Sum(Sessions));
    }

    [Fact]
    public void Clicks_and_carts_are_events_and_orders_of_one_time_one_order()
    {
        var reading = Read(
            """{"session":7,"events":[{"aid":1,"ts":1659304800025,"type":"clicks"},""" +
            """{"aid":2,"ts":1659304800026,"type":"carts"},""" +
            """{"aid":3,"ts":1659304800027,"type":"orders"},{"aid":"4","ts":1659304800027,"type":"orders"},""" +
            """{"aid":3,"ts":1659304800027,"type":"orders"},{"aid":3,"ts":1659304800028,"type":"orders"}]}""");
        Assert.All(reading.Records, record => Assert.Equal("visitor:otto-7", record.Key));
        Assert.All(reading.Records, record => Assert.Equal(("otto-7", null, Channel.Web, null),
            (record.Event.AnonymousId, record.Event.CustomerId, record.Event.Channel, record.Event.Currency)));
        Assert.Equal([1, 1, 3, 1], reading.Records.Select(record => record.Weight));
        Assert.Equal(("1", EventType.ProductView), (reading.Records[0].Event.ProductId, reading.Records[0].Event.Type));
        Assert.Equal([new("2", null, 1, null)], reading.Records[1].Event.Lines);
        Assert.Equal((EventType.Placed, null), (reading.Records[2].Event.Type, reading.Records[2].Event.OrderId));
        Assert.Equal([new("3", null, 2, null), new("4", null, 1, null)], reading.Records[2].Event.Lines);
        Assert.Equal(1659304800028, reading.Records[3].Event.EventTime);
    }

    [Fact]
    public void Rows_of_one_order_are_found_wherever_they_stand()
    {
        var reading = Read(
            """{"events":[{"aid":1,"ts":1659304800027,"type":"orders"}],"session":7}""",
            """{"session":8,"events":[{"aid":1,"ts":1659304800027,"type":"orders"}]}""", "",
            """{"session":"7","events":[{"type":"orders","ts":1659304800027,"aid":2}]}""");
        Assert.Equal([("visitor:otto-7", 1L, 2), ("visitor:otto-8", 2L, 1)],
            reading.Records.Select(record => (record.Key, record.Line, record.Weight)));
    }

    [Theory]
    [InlineData("{", RejectReason.Malformed, 1)]
    [InlineData("[]", RejectReason.Malformed, 1)]
    [InlineData("nonsense", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":16593,"type":"clicks"}]} {}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":16593,"type":"clicks"},]}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":7}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":{},"events":[{},{}]}""", RejectReason.Malformed, 2)]
    [InlineData("""{"session":1}""", RejectReason.MissingField, 1)]
    [InlineData("""{"session":1,"events":null}""", RejectReason.MissingField, 1)]
    [InlineData("""{"session":1,"events":[7]}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"aid":[1],"ts":16593,"type":"clicks"}]}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":"soon","type":"clicks"}]}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"aid":"\ud800","ts":16593,"type":"clicks"}]}""", RejectReason.Malformed, 1)]
    [InlineData("""{"session":1,"events":[{"ts":1659304800025,"type":"clicks"}]}""", RejectReason.MissingField, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"type":"clicks"}]}""", RejectReason.MissingField, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":1659304800025}]}""", RejectReason.MissingField, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":1659304800025,"type":"sips"}]}""", RejectReason.UnknownType, 1)]
    [InlineData("""{"events":[{"aid":1,"ts":1659304800025,"type":"clicks"}]}""", RejectReason.NoIdentity, 1)]
    [InlineData("""{"session":null,"events":[{"aid":1,"ts":16593,"type":"orders"}]}""", RejectReason.NoIdentity, 1)]
    [InlineData("""{"session":1,"events":[{"aid":1,"ts":1,"type":"orders"}]}""", RejectReason.ImplausibleTimestamp, 1)]
    public void What_is_wrong_is_said(string line, RejectReason reason, int weight)
    {
        var reading = Read(line);
        Assert.Empty(reading.Records);
        Assert.Equal((reason, weight, 1L), (reading.Reject.Reason, reading.Reject.Weight, reading.Reject.Line));
        Assert.Contains(Encoding.UTF8.GetString(reading.Reject.Payload), line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ill_event_of_a_line_is_refused_alone()
    {
        var reading = Read(
            """{"session":7,"events":[{"aid":1,"ts":1659304800025,"type":"clicks"},""" +
            """{"aid":"\ud800","ts":2,"type":"x"},""" +
            """{"aid":2,"ts":1659304800026,"type":"carts"},{"aid":3,"ts":null,"type":"orders"}]}""");
        Assert.Equal(2, reading.Records.Count);
        var reasons = reading.Rejects.Select(reject => reject.Reason);
        Assert.Equal([RejectReason.Malformed, RejectReason.MissingField], reasons);
        Assert.Equal("""{"aid":3,"ts":null,"type":"orders"}""", Encoding.UTF8.GetString(reading.Rejects[1].Payload));
        Assert.Equal(4, reading.Read);
    }

    [Fact]
    public void A_line_with_too_many_events_is_too_large_and_each_counts()
    {
        var events = string.Join(',', Enumerable.Repeat("7", Limits.MaxEventsPerLine + 1));
        var reject = Read($"{{\"session\":7,\"events\":[{events}]}}").Reject;
        Assert.Equal((RejectReason.TooLarge, Limits.MaxEventsPerLine + 1), (reject.Reason, reject.Weight));
    }

    [Fact]
    public void A_session_without_events_counts_nothing() =>
        Assert.Equal(0, Read("""{"session":7,"events":[]}""").Read);

    private static int Sessions(IEnumerable<Delivered> visitor)
    {
        var times = visitor.Select(record => record.Event.EventTime).ToList();
        return 1 + times.Zip(times.Skip(1)).Count(pair => pair.Second - pair.First > 30 * 60_000);
    }

    private SourceReading Read(params string[] lines) => _work.Read("otto", string.Join('\n', lines));
}
