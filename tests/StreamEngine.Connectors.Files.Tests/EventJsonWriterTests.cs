using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamEngine.Connectors.Files;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests;

public sealed class EventJsonWriterTests
{
    private const long Time = 1569898200000;

    [Fact]
    public void A_bare_event_has_only_what_it_states()
    {
        var data = new EventData
        {
            Topic = EventTopic.Clickstream, Type = EventType.ProductView, EventId = "e1", EventTime = Time,
            AnonymousId = "a1", ProductId = "p1",
        };
        Assert.Equal(
            """
            {"topic":"clickstream","type":"productView","eventId":"e1","eventTime":"2019-10-01T02:50:00.000Z",
            "anonymousId":"a1","channel":"web","productId":"p1"}
            """.ReplaceLineEndings("") + "\n",
            Line(data));
    }

    [Fact]
    public void Every_field_has_its_name_and_form()
    {
        Assert.Equal(
            """
            {"topic":"orders","type":"placed","eventId":"e2","eventTime":"2019-10-01T02:50:00.001Z",
            "sentAt":"2019-10-01T02:50:01.230Z","anonymousId":"a1","customerId":"c1","sessionId":"s1","channel":"app",
            "context":{"userAgent":"ua","url":"/p/1","referrer":"r","campaign":"spring","locale":"de-DE",
            "timeZone":"Europe/Berlin","country":"DE"},"productId":"p1","query":"q","dwellMs":1500,"cartId":"k1",
            "targetCartId":"k2","checkoutId":"o1",
            "lines":[{"productId":"p1","variant":"red","quantity":2,"unitPrice":9.90},
            {"productId":"p2","quantity":1,"unitPrice":0},{"productId":"p3","quantity":1}],"currency":"EUR",
            "step":"payment","errorCode":"E7","errorKind":"hard","coupon":"WELCOME","orderId":"o9","discount":1.5,
            "tax":0.1234,"shipping":4.90,"refundId":"r1","refundAmount":-3.00,"reason":"late","costs":12,"test":true,
            "purpose":"marketing","granted":false,"rating":5,"comment":"fine","spend":0.05}
            """.ReplaceLineEndings("") + "\n",
            Line(Full()));
    }

    [Fact]
    public void Empty_strings_empty_lists_and_false_test_are_left_out()
    {
        var data = new EventData
        {
            Topic = EventTopic.Orders, Type = EventType.Cancelled, EventId = "e", EventTime = Time, CustomerId = "c",
            AnonymousId = "", UserAgent = "", Url = "", CartId = "", Reason = "", Comment = "",
        };
        Assert.Equal(
            """
            {"topic":"orders","type":"cancelled","eventId":"e","eventTime":"2019-10-01T02:50:00.000Z",
            "customerId":"c","channel":"web"}
            """.ReplaceLineEndings("") + "\n",
            Line(data));
    }

    [Theory]
    [InlineData("1.10"), InlineData("0.0001"), InlineData("123456789012345.6789"), InlineData("0"), InlineData("-2.5")]
    public void Amounts_keep_their_exact_decimals(string amount)
    {
        var data = new EventData { EventTime = Time, Spend = decimal.Parse(amount, null) };
        Assert.Contains($"\"spend\":{amount}}}", Line(data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(951782399999, "2000-02-28T23:59:59.999Z")]
    [InlineData(253402300799999, "9999-12-31T23:59:59.999Z")]
    [InlineData(-62135596800000, "0001-01-01T00:00:00.000Z")]
    public void Times_are_utc_with_three_decimals(long ms, string text) =>
        Assert.Contains($"\"eventTime\":\"{text}\"", Line(new EventData { EventTime = ms }), StringComparison.Ordinal);

    [Fact]
    public void A_time_beyond_the_calendar_is_refused_and_writes_nothing()
    {
        using var writer = new EventJsonWriter();
        var output = new ArrayBufferWriter<byte>();
        var never = new EventData { EventTime = long.MaxValue };
        var sentBeforeTime = new EventData { EventTime = Time, SentAt = long.MinValue };
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(never, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(sentBeforeTime, output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Every_enum_value_is_written_in_camel_case()
    {
        foreach (var type in Enum.GetValues<EventType>())
        {
            var line = Line(new EventData { Type = type, EventTime = Time });
            var written = JsonDocument.Parse(line).RootElement.GetProperty("type").GetString();
            Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(type.ToString()), written);
        }
        foreach (var channel in Enum.GetValues<Channel>())
            Assert.Contains($"\"channel\":\"{channel.ToString().ToLowerInvariant()}\"",
                Line(new EventData { Channel = channel, EventTime = Time }), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_json_must_escape_stays_one_line_and_reads_back()
    {
        const string Odd = "a\"b\\c\nd\te\u0000f <&> ü 日本 😀";
        var line = Line(new EventData { EventTime = Time, Comment = Odd });
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(Odd, JsonDocument.Parse(line).RootElement.GetProperty("comment").GetString());
    }

    [Fact]
    public void A_writer_is_reusable_and_allocates_nothing_a_line()
    {
        using var writer = new EventJsonWriter();
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var data = Full();
        writer.Write(data, output);
        var first = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) writer.Write(data, output);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(20 * first.Length, output.WrittenCount);
        Assert.True(output.WrittenSpan[(19 * first.Length)..].SequenceEqual(first));
    }

    private static EventData Full() => new()
    {
        Topic = EventTopic.Orders, Type = EventType.Placed, EventId = "e2", EventTime = Time + 1, SentAt = Time + 1230,
        AnonymousId = "a1", CustomerId = "c1", SessionId = "s1", Channel = Channel.App, UserAgent = "ua", Url = "/p/1",
        Referrer = "r", Campaign = "spring", Locale = "de-DE", TimeZone = "Europe/Berlin", Country = "DE",
        ProductId = "p1", Query = "q", DwellMs = 1500, CartId = "k1", TargetCartId = "k2", CheckoutId = "o1",
        Lines = { new("p1", "red", 2, 9.90m), new("p2", null, 1, 0), new("p3", null, 1, null) },
        Currency = "EUR", Step = "payment", ErrorCode = "E7", ErrorKind = ErrorKind.Hard, Coupon = "WELCOME",
        OrderId = "o9", Discount = 1.5m, Tax = 0.1234m, Shipping = 4.90m, RefundId = "r1", RefundAmount = -3.00m,
        Reason = "late", Costs = 12, Test = true, Purpose = "marketing", Granted = false, Rating = 5, Comment = "fine",
        Spend = 0.05m,
    };

    private static string Line(EventData data)
    {
        using var writer = new EventJsonWriter();
        var output = new ArrayBufferWriter<byte>();
        writer.Write(data, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
