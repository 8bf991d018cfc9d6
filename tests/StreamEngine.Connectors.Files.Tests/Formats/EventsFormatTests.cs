using System.Buffers;
using System.Text;
using CsCheck;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class EventsFormatTests : IDisposable
{
    private const string Head = "\"eventId\":\"e\",\"eventTime\":\"2019-10-01T02:50:00.000Z\",\"customerId\":\"c\"";
    private const string Add = $"\"topic\":\"carts\",\"type\":\"add\",{Head}";
    private const string Line = "\"lines\":[{\"productId\":\"p\",\"quantity\":";
    private const string Placed = $"\"topic\":\"orders\",\"type\":\"placed\",{Head}";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Every_field_is_read()
    {
        var reading = Read(
            $$$"""
            {"unknown":{"a":[1]},{{{Placed}}},"sentAt":"2019-10-01T04:50:01.2345+02:00","anonymousId":"a",
            "sessionId":"s",
            "channel":"app","context":{"userAgent":"ua","url":"u","referrer":"r","campaign":"k","locale":"de","x":1,
            "timeZone":"Europe/Berlin","country":"DE"},"orderId":"o","cartId":"k","checkoutId":"h",
            "lines":[{"productId":"p","variant":"v","quantity":2,"unitPrice":9.90005,"x":null},
            {"quantity":3.0,"productId":"q"}],
            "currency":"EUR","discount":1,"tax":2.5,"shipping":null,"refundId":"f","refundAmount":-3,"reason":"w",
            "costs":4,"test":true}
            """.ReplaceLineEndings(""));
        var data = reading.Event;
        Assert.Equal((EventTopic.Orders, EventType.Placed, "e"), (data.Topic, data.Type, data.EventId));
        Assert.Equal((1569898200000, 1569898201234, Channel.App), (data.EventTime, data.SentAt, data.Channel));
        Assert.Equal(("a", "c", "s"), (data.AnonymousId, data.CustomerId, data.SessionId));
        Assert.Equal(("ua", "u", "r", "k", "de", "Europe/Berlin", "DE"),
            (data.UserAgent, data.Url, data.Referrer, data.Campaign, data.Locale, data.TimeZone, data.Country));
        Assert.Equal(("o", "k", "h", "EUR", "f", "w", true),
            (data.OrderId, data.CartId, data.CheckoutId, data.Currency, data.RefundId, data.Reason, data.Test));
        Assert.Equal((1m, 2.5m, null), (data.Discount, data.Tax, data.Shipping));
        Assert.Equal((-3m, 4m), (data.RefundAmount, data.Costs));
        Assert.Equal([new("p", "v", 2, 9.9m), new("q", null, 3, null)], data.Lines);
        var record = reading.Records[0];
        Assert.Equal(("customer:c", 1L, 1), (record.Key, record.Line, record.Weight));
    }

    [Fact]
    public void What_the_writer_writes_is_read_back() => Stated.Array[1, 5].Sample(events =>
    {
        using var writer = new EventJsonWriter();
        var output = new ArrayBufferWriter<byte>();
        foreach (var data in events) writer.Write(data, output);
        _work.Write("events.jsonl", output.WrittenSpan.ToArray());
        var reading = _work.ReadInputs($"events:{_work.PathOf("events.jsonl")}");
        Assert.Equal(events.Length, reading.Records.Count);
        var encoder = new EventEncoder();
        for (var i = 0; i < events.Length; i++)
        {
            var expected = new ArrayBufferWriter<byte>();
            Assert.True(encoder.Encode(events[i], expected).IsSuccess);
            Assert.Equal(Convert.ToHexString(expected.WrittenSpan), reading.Records[i].Value);
        }
    }, iter: 300, threads: 1);

    [Theory]
    [InlineData("{}", RejectReason.MissingField)]
    [InlineData("", null)]
    [InlineData("  \t", null)]
    [InlineData("null", RejectReason.Malformed)]
    [InlineData("[1]", RejectReason.Malformed)]
    [InlineData("{\"topic\"", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}}}x""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"reason":"\ud800"}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"\ud800zzzz":1}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"a":"\udc00"}""", null)]
    [InlineData($$$"""{{{{Add}}},"cartId":7}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"context":"x"}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"lines":{}}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"lines":[null]}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"test":1}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"dwellMs":1.5}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"rating":3000000000}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"sentAt":"2019-10-01T02:50:00.000"}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"eventTime":"2019-10-01T02:50:00"}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"eventTime":1569898200000}""", RejectReason.Malformed)]
    [InlineData($$$"""{{{{Add}}},"eventTime":null}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"eventId":""}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"topic":null}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"type":null}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"lines":[{"quantity":1}]}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"lines":[{"productId":"p"}]}""", RejectReason.MissingField)]
    [InlineData($$$"""{{{{Add}}},"type":"placed"}""", RejectReason.UnknownType)]
    [InlineData($$$"""{{{{Add}}},"type":"teleported"}""", RejectReason.UnknownType)]
    [InlineData($$$"""{{{{Add}}},"type":"unknown"}""", RejectReason.UnknownType)]
    [InlineData($$$"""{{{{Add}}},"topic":"returns"}""", RejectReason.UnknownType)]
    [InlineData($$$"""{{{{Add}}},"customerId":null,{{{Line}}}1.5}]}""", RejectReason.NoIdentity)]
    [InlineData($$$"""{{{{Add}}},"customerId":"Undefined","anonymousId":"000-000"}""", RejectReason.NoIdentity)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}1.5}]}""", RejectReason.InvalidQuantity)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}"abc"}]}""", RejectReason.InvalidQuantity)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}1e30,"unitPrice":"x"}]}""", RejectReason.InvalidQuantity)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}-1,"unitPrice":"x"}]}""", RejectReason.InvalidQuantity)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}1,"unitPrice":"x"}]}""", RejectReason.InvalidAmount)]
    [InlineData($$$"""{{{{Add}}},{{{Line}}}1,"unitPrice":1e14}]}""", RejectReason.InvalidAmount)]
    [InlineData($$$"""{{{{Placed}}},"discount":1e400}""", RejectReason.InvalidAmount)]
    public void The_first_reason_that_applies_is_the_verdict(string line, RejectReason? reason)
    {
        var reading = Read(line);
        if (reason is null)
        {
            Assert.Empty(reading.Rejects);
            Assert.Equal(string.IsNullOrWhiteSpace(line) ? 0 : 1, reading.Read);
            return;
        }
        Assert.Equal((reason.Value, 1), (reading.Reject.Reason, reading.Reject.Weight));
        Assert.Equal(line, Encoding.UTF8.GetString(reading.Reject.Payload));
    }

    [Theory]
    [InlineData("99999-01-01T00:00:00Z"), InlineData("1999-12-31T23:59:59Z")]
    public void Implausible_times_are_left_to_the_engine(string time) => Assert.Empty(
        Read($$$"""{{{{Add}}},"eventTime":"{{{time}}}","lines":[{"productId":"p","quantity":-1}]}""").Rejects);

    [Fact]
    public void The_channel_is_web_where_unstated_and_other_where_unknown() => Assert.Equal(
        [Channel.Web, Channel.Web, Channel.Pos, Channel.Other],
        Read($$$"""{{{{Add}}}}""", $$$"""{{{{Add}}},"channel":null}""", $$$"""{{{{Add}}},"channel":"pos"}""",
            $$$"""{{{{Add}}},"channel":"fax"}""").Records.Select(record => record.Event.Channel));

    [Fact]
    public void Names_may_be_written_with_escapes()
    {
        var data = Read($$$"""{{{{Add}}},"\u0063artId":"k\u0031","channe\u006c":"\u0061pp"}""").Event;
        Assert.Equal(("k1", Channel.App), (data.CartId, data.Channel));
    }

    [Fact]
    public void Texts_and_lines_beyond_their_limits_are_too_large()
    {
        var text = new string('x', Schemas.Limits.TextBytes);
        var lines = string.Join(',', Enumerable.Repeat("""{"productId":"p","quantity":1}""", Limits.MaxEventLines + 1));
        var reading = Read(
            $$$"""{{{{Add}}},"cartId":"{{{text}}}"}""", $$$"""{{{{Add}}},"cartId":"{{{text}}}x"}""",
            $$$"""{{{{Add}}},"cartId":"{{{new string('ü', text.Length / 2)}}}ü"}""",
            $$$"""{{{{Add}}},"lines":[{{{lines}}}]}""");
        Assert.Equal(text, reading.Event.CartId);
        Assert.Equal([2L, 3L, 4L], reading.Rejects.Select(reject => reject.Line));
        Assert.All(reading.Rejects, reject => Assert.Equal(RejectReason.TooLarge, reject.Reason));
    }

    [Fact]
    public void No_damage_to_a_line_ends_the_run() =>
        Gen.Select(Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 400]).Array[1, 4].Sample(damages =>
        {
            var line = Encoding.UTF8.GetBytes(
                $$$"""{{{{Placed}}},{{{Line}}}2,"unitPrice":9.9}],"context":{"url":"u"},"reason":"\u00fc"}""");
            foreach (var (at, value, cut) in damages)
            {
                line[at % line.Length] = value;
                if (cut > 0 && cut < line.Length && value < 16) line = line[..cut];
            }
            _work.Write("events.jsonl", line);
            var reading = _work.ReadInputs($"events:{_work.PathOf("events.jsonl")}");
            Assert.Null(reading.Failure);
            Assert.InRange(reading.Read, 0, 3);
        }, iter: 2000, threads: 1);

    private static readonly Gen<string?> Text = Gen.OneOf(
        Gen.Const((string?)null),
        Gen.String[Gen.Char["ab \"\\\n\u00fc\u65e5/<&"], 1, 12].Select(text => (string?)text));

    private static readonly Gen<decimal?> Money = Gen.OneOf(
        Gen.Const((decimal?)null),
        Gen.Long[-10_000_000, 10_000_000].Select(unscaled => (decimal?)(unscaled / 10_000m)));

    private static readonly Gen<EventData> Stated =
        from type in Gen.Enum<EventType>().Where(type => type != EventType.Unknown)
        from texts in Text.Array[12]
        from money in Money.Array[6]
        from lines in Gen.Select(Text, Gen.Long[-5, 1000], Money).Array[0, 3]
        from time in Gen.Long[0, 4_000_000_000_000]
        from flags in Gen.Int[0, 15]
        select Make(type, texts, money, lines, time, flags);

    private static EventData Make(
        EventType type, string?[] texts, decimal?[] money, (string?, long, decimal?)[] lines, long time, int flags)
    {
        var data = new EventData
        {
            Topic = StreamEngine.Connectors.Files.Formats.Events.EventNames.TopicOf(type), Type = type, EventId = "id",
            EventTime = time, CustomerId = "c", AnonymousId = texts[0], SessionId = texts[1], Url = texts[2],
            Country = texts[3],
            SentAt = (flags & 1) > 0 ? time + 1 : null, Channel = (Channel)(flags / 2),
        };
        switch (data.Topic)
        {
            case EventTopic.Clickstream:
                (data.ProductId, data.Query, data.DwellMs) = (texts[4], texts[5], time);
                break;
            case EventTopic.Customers:
                (data.Purpose, data.Comment, data.Spend) = (texts[4], texts[5], money[0]);
                (data.Granted, data.Rating) = (flags > 7, flags);
                break;
            default:
                (data.CartId, data.CheckoutId, data.Currency) = (texts[4], texts[5], texts[6]);
                foreach (var (variant, quantity, price) in lines)
                    data.Lines.Add(new EventLine("p" + variant, variant, quantity, price));
                break;
        }
        if (data.Topic == EventTopic.Carts)
            (data.TargetCartId, data.Step, data.ErrorCode, data.Coupon, data.ErrorKind) =
                (texts[7], texts[8], texts[9], texts[10], (ErrorKind)(flags % 3));
        if (data.Topic != EventTopic.Orders) return data;
        (data.OrderId, data.RefundId, data.Reason, data.Test) = (texts[7], texts[8], texts[9], flags > 7);
        (data.Discount, data.Tax, data.Shipping) = (money[1], money[2], money[3]);
        (data.RefundAmount, data.Costs) = (money[4], money[5]);
        return data;
    }

    private SourceReading Read(params string[] lines) => _work.Read("events", string.Join('\n', lines));
}
