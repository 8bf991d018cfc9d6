using System.Buffers;
using CsCheck;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests.Reading;

/// <summary>Damaged messages end in one typed error, or in a value that is encoded to an equal one.</summary>
public class FuzzTests
{
    private const int HeaderBytes = MessageHeader.SingleObjectBytes;

    private static readonly (ReadPlan Plan, Func<TreeTarget> Make)[] Plans =
        [.. Enum.GetValues<EventTopic>().Select(t =>
    {
        var (binding, make) = TreeTarget.For(ShopSchemas.Of(t));
        return (ReadPlan.Compile(ShopSchemas.Of(t), ShopSchemas.Of(t), binding), make);
    })];

    private readonly EventDecoder _decoder = new(new WriterSchemas());
    private readonly EventDataReader _reader = new(new WriterSchemas());
    private readonly EventEncoder _encoder = new();

    public FuzzTests()
    {
        // The first message of each topic makes its plan, which allocates; none after it does.
        foreach (var topic in Enum.GetValues<EventTopic>())
        {
            var counter = default(CountingTarget);
            Assert.True(_decoder.Decode(topic, Encode(new EventData { Topic = topic }), ref counter).IsSuccess);
        }
    }

    [Fact]
    public void A_message_cut_at_any_byte_is_an_error() => EventGen.Any.Sample(
        data =>
        {
            var message = Encode(data);
            for (var length = 0; length < message.Length; length++)
            {
                var result = Check(data.Topic, message.AsSpan(0, length));
                Assert.Equal(length < HeaderBytes ? DecodeError.UnknownFormat : DecodeError.CutOff, result.Error);
            }
        },
        iter: 150,
        threads: 1);

    [Fact]
    public void A_message_with_more_behind_it_is_an_error() => EventGen.Any.Sample(
        data => Assert.Equal(DecodeError.TrailingBytes, Check(data.Topic, [.. Encode(data), 0]).Error),
        iter: 150,
        threads: 1);

    [Fact]
    public void A_message_with_flipped_bits_is_an_error_or_another_value()
    {
        var errors = new HashSet<DecodeError>();
        Gen.Select(EventGen.Any, Gen.Int, Gen.Int[0, 7], Gen.Int[1, 3]).Sample(
            (data, at, bit, times) =>
            {
                var message = Encode(data);
                for (var i = 0; i < times; i++, at = (at * 31) + 7)
                    message[HeaderBytes + ((at & int.MaxValue) % (message.Length - HeaderBytes))] ^= (byte)(1 << bit);
                errors.Add(Check(data.Topic, message).Error);
            },
            iter: 5_000,
            threads: 1);
        Assert.Superset(
            new HashSet<DecodeError>
            {
                DecodeError.None, DecodeError.CutOff, DecodeError.TrailingBytes, DecodeError.InvalidLength,
                DecodeError.InvalidUtf8, DecodeError.UnknownSymbol, DecodeError.UnreadableBranch,
            },
            errors);
    }

    [Fact]
    public void A_message_with_other_bytes_spliced_in_is_an_error_or_another_value()
    {
        byte[][] evil =
        [
            [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
            [0xFE, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x80, 0x80, 0x04], [0x01], [0x03], [0x04],
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ];
        Gen.Select(EventGen.Any, Gen.Int[0, evil.Length - 1], Gen.Int, Gen.Bool).Sample(
            (data, which, at, replace) =>
            {
                var message = Encode(data);
                var start = HeaderBytes + ((at & int.MaxValue) % (message.Length - HeaderBytes));
                var rest = message.AsSpan(Math.Min(message.Length, start + (replace ? evil[which].Length : 0)));
                Check(data.Topic, [.. message.AsSpan(0, start), .. evil[which], .. rest]);
            },
            iter: 5_000,
            threads: 1);
    }

    [Fact]
    public void Any_bytes_behind_a_header_are_an_error_or_a_value() =>
        Gen.Select(Gen.Enum<EventTopic>(), Gen.Byte.Array[0, 60]).Sample(
            (topic, body) => Check(topic, [.. Encode(new EventData { Topic = topic })[..HeaderBytes], .. body]),
            iter: 5_000,
            threads: 1);

    [Fact]
    public void Nesting_beyond_the_limit_is_an_error_and_no_stack_overflow()
    {
        var writer = RecordSchema.Parse(
            """{"type":"record","name":"R","fields":[{"name":"x","type":["null","R"]},{"name":"a","type":"int"}]}""");
        var reader = RecordSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
        var (binding, make) = TreeTarget.For(reader);
        var plan = ReadPlan.Compile(writer, reader, binding);
        for (var depth = 0; depth < 100_000; depth = (depth * 2) + 1)
        {
            byte[] body = [.. Enumerable.Repeat((byte)2, depth), 0, .. Enumerable.Repeat((byte)14, depth + 1)];
            var target = make();
            var result = plan.Read(body, 0, ref target);
            Assert.Equal(depth < Limits.Depth / 2 ? DecodeError.None : DecodeError.TooLarge, result.Error);
        }
    }

    [Theory]
    [InlineData("\"null\"", "8080808001")]
    [InlineData("\"null\"", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("\"null\"", "FFFFFFFFFFFFFFFFFF0100")]
    [InlineData("{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[]}", "FEFFFFFF0F")]
    public void Items_that_take_no_bytes_are_counted(string items, string hex)
    {
        var writer = RecordSchema.Parse(
            $$$"""
            {"type":"record","name":"R","fields":[
             {"name":"x","type":{"type":"array","items":{{{items}}}}},{"name":"a","type":"int"}]}
            """);
        var reader = RecordSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
        var (binding, make) = TreeTarget.For(reader);
        var target = make();
        var result = ReadPlan.Compile(writer, reader, binding).Read(Convert.FromHexString(hex + "0000"), 0, ref target);
        Assert.True(result.Error is DecodeError.TooLarge or DecodeError.InvalidLength, result.ToString());
    }

    [Fact]
    public void Blocks_of_items_add_up_to_the_limit()
    {
        var message = Encode(new EventData { Topic = EventTopic.Carts, EventId = "" });
        var lines = Array.LastIndexOf(message, (byte)0, message.Length - 6);
        byte[] block = [.. Enumerable.Repeat(new byte[] { 0x02, 0, 0, 0x02, 0 }, Limits.Items).SelectMany(b => b)];
        byte[] body = [.. message.AsSpan(0, lines), .. block, .. message.AsSpan(lines)];
        Assert.Equal(DecodeError.None, Check(EventTopic.Carts, body).Error);
        body = [.. message.AsSpan(0, lines), .. block, 0x02, 0, 0, 0x02, 0, .. message.AsSpan(lines)];
        Assert.Equal(DecodeError.TooLarge, Check(EventTopic.Carts, body).Error);
    }

    [Fact]
    public void Too_long_a_message_is_an_error()
    {
        var message = new byte[Limits.MessageBytes + 1];
        Encode(new EventData { Topic = EventTopic.Clickstream }).CopyTo(message, 0);
        Assert.Equal(DecodeError.TooLarge, Check(EventTopic.Clickstream, message).Error);
    }

    private byte[] Encode(EventData data)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(_encoder.Encode(data, output).IsSuccess);
        return output.WrittenSpan.ToArray();
    }

    private DecodeResult Check(EventTopic topic, ReadOnlySpan<byte> message)
    {
        var counter = default(CountingTarget);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = _decoder.Decode(topic, message, ref counter);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 0)
        {
            // The runtime itself allocates when it swaps in better code; a message that allocates does so again.
            counter = default;
            before = GC.GetAllocatedBytesForCurrentThread();
            _decoder.Decode(topic, message, ref counter);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(counter.Bytes <= message.Length);
        Assert.InRange(counter.Items, 0, Limits.Items);
        if (result.IsSuccess) AssertEncodesEqual(topic, message);
        else Assert.InRange(result.Position, 0, message.Length);
        return result;
    }

    private void AssertEncodesEqual(EventTopic topic, ReadOnlySpan<byte> message)
    {
        var (data, again) = (new EventData(), new EventData());
        Assert.True(_reader.Read(topic, message, data).IsSuccess);
        Assert.True(_reader.Read(topic, Encode(data), again).IsSuccess);
        Assert.Equal(EventText.Of(data), EventText.Of(again));
        var schema = ShopSchemas.Of(topic).Json;
        if (data.Lines.Count > 10) return;
        var oracle = Apache.Tree(
            Apache.Read(schema, schema, message[HeaderBytes..].ToArray()), ShopSchemas.Of(topic).Model);
        var (plan, make) = Plans[(int)topic];
        var target = make();
        Assert.True(plan.Read(message, HeaderBytes, ref target).IsSuccess);
        Assert.Equal(oracle.ToString(), target.Root.ToString());
    }

    private struct CountingTarget : IRecordTarget
    {
        internal int Bytes { get; private set; }

        internal int Items { get; private set; }

        public readonly void Number(int field, long value)
        {
        }

        public void Text(int field, ReadOnlySpan<byte> value, int start) => Bytes += value.Length;

        public void BeginItem(int field) => Items++;

        public readonly void EndItem(int field)
        {
        }
    }
}
