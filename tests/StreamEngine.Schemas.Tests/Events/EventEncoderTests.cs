using System.Buffers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Schemas.Tests.Events;

public class EventEncoderTests
{
    private readonly EventEncoder _encoder = new();
    private readonly EventDataReader _reader = new(new WriterSchemas());

    [Fact]
    public void An_amount_is_rounded_half_even_to_four_decimals()
    {
        var data = Order();
        (data.Discount, data.Tax) = (1.00005m, -2.00015m);
        data.Lines.Add(new EventLine("p", null, 1, 0.33335m));
        var back = new EventData();
        Assert.True(_reader.Read(EventTopic.Orders, Encode(data), back).IsSuccess);
        Assert.Equal((1.0000m, -2.0002m, 0.3334m), (back.Discount, back.Tax, back.Lines[0].UnitPrice));
    }

    [Fact]
    public void What_cannot_be_encoded_is_named_and_writes_nothing()
    {
        Assert.Equal("AmountOutOfRange: refundAmount", Fails(e => e.RefundAmount = 100_000_000_000_000m));
        Assert.Equal("AmountOutOfRange: lines.unitPrice", Fails(e => e.Lines.Add(new("p", null, 1, decimal.MaxValue))));
        Assert.Equal("InvalidText: orderId", Fails(e => e.OrderId = "a\ud83d"));
        Assert.Equal("InvalidText: context.url", Fails(e => e.Url = "\udc00"));
        Assert.Equal("InvalidText: lines.productId", Fails(e => e.Lines.Add(new("\ud83d", null, 1, null))));
        Assert.Equal("TypeOfAnotherTopic: type", Fails(e => e.Type = EventType.PageView));
        Assert.Equal("TooLarge: reason", Fails(e => e.Reason = new string('x', Limits.TextBytes + 1)));
        Assert.Equal("TooLarge: reason", Fails(e => e.Reason = new string('ü', (Limits.TextBytes / 2) + 1)));
        Assert.Equal("TooLarge: lines",
            Fails(e => e.Lines.AddRange(Enumerable.Repeat(new EventLine("", null, 1, null), Limits.Items + 1))));
        Assert.Equal("TooLarge: eventId", Fails(e => e.Lines.AddRange(
            Enumerable.Repeat(new EventLine(new string('x', 1_000), null, 1, null), 2_000))));
        Assert.Equal("AmountOutOfRange: discount", Fails(e => (e.Discount, e.OrderId, e.Costs) = (1e20m, "a", 1e20m)));
    }

    [Fact]
    public void The_largest_text_is_read_back()
    {
        var data = Order();
        data.Reason = new string('x', Limits.TextBytes);
        var back = new EventData();
        Assert.True(_reader.Read(EventTopic.Orders, Encode(data), back).IsSuccess);
        Assert.Equal(data.Reason, back.Reason);
    }

    [Fact]
    public void A_failed_event_leaves_no_trace_in_the_next()
    {
        var expected = Encode(Order());
        Fails(e => e.Reason = new string('x', Limits.TextBytes + 1));
        Assert.Equal(expected, Encode(Order()));
    }

    [Fact]
    public void Fields_of_other_topics_are_left_out()
    {
        var data = new EventData
        {
            Topic = EventTopic.Clickstream, CartId = "c",
            Spend = 1, OrderId = "o", Currency = "EUR"
        };
        Assert.Equal(Encode(new EventData { Topic = EventTopic.Clickstream }), Encode(data));
    }

    [Fact]
    public void Encoding_allocates_nothing_once_it_is_warm()
    {
        var data = Order();
        data.Lines.Add(new EventLine("p", "v", 3, 9.99m));
        var output = new ArrayBufferWriter<byte>(10_000);
        for (var i = 0; i < 100; i++) Assert.True(_encoder.Encode(data, output).IsSuccess);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _encoder.Encode(data, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_position_of_a_text_counts_from_the_start_of_the_message()
    {
        var data = Order();
        data.Lines.Add(new EventLine("product", "v", 3, 9.99m));
        var message = Encode(data);
        var target = new PositionTarget(message);
        Assert.True(new EventDecoder(new WriterSchemas()).Decode(EventTopic.Orders, message, ref target).IsSuccess);
        Assert.Equal(5, target.Texts);
    }

    private static EventData Order() => new()
    {
        Topic = EventTopic.Orders, Type = EventType.Placed, EventId = "e",
        EventTime = 1, CustomerId = "c", OrderId = "o",
    };

    private string Fails(Action<EventData> spoil)
    {
        var data = Order();
        spoil(data);
        var output = new ArrayBufferWriter<byte>();
        var result = _encoder.Encode(data, output);
        Assert.False(result.IsSuccess);
        Assert.Equal(0, output.WrittenCount);
        return result.ToString();
    }

    private byte[] Encode(EventData data)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = _encoder.Encode(data, output);
        Assert.True(result.IsSuccess, result.ToString());
        return output.WrittenSpan.ToArray();
    }

    private ref struct PositionTarget(ReadOnlySpan<byte> message) : Schemas.Reading.IRecordTarget
    {
        private readonly ReadOnlySpan<byte> _message = message;

        internal int Texts { get; private set; }

        public void Number(int field, long value)
        {
        }

        public void Text(int field, ReadOnlySpan<byte> value, int start)
        {
            Assert.True(_message.Slice(start, value.Length).SequenceEqual(value));
            Texts++;
        }

        public void BeginItem(int field) => Assert.Equal((int)EventField.Lines, field);

        public void EndItem(int field) => Assert.Equal((int)EventField.Lines, field);
    }
}
