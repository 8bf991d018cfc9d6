using System.Buffers;
using System.IO.Compression;
using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class AvroFormatTests : IDisposable
{
    private static readonly byte[] Sync = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("null"), InlineData("deflate")]
    public void Events_of_a_container_file_keep_their_order(string codec)
    {
        var container = Container(EventTopic.Carts, codec, [Add("1", 5), Add("2", 3)], [Add("3", 4)]);
        _work.Write("c.avro", container);
        _work.Write("c.avro.gz", Gzip(container));
        foreach (var name in new[] { "c.avro", "c.avro.gz" })
        {
            var reading = _work.ReadInputs($"avro:{_work.PathOf(name)}");
            Assert.Null(reading.Failure);
            Assert.Equal([("1", 1L, 1), ("2", 2L, 1), ("3", 3L, 1)],
                reading.Records.Select(record => (record.Event.EventId, record.Line, record.Weight)));
            Assert.Equal(Convert.ToHexString(Encode(Add("2", 3))), reading.Records[1].Value);
            Assert.Equal("customer:c", reading.Records[0].Key);
        }
    }

    [Fact]
    public void Files_of_several_topics_merge_by_the_time_of_their_heads()
    {
        _work.Write("a.avro", Container(EventTopic.Carts, "null", [Add("1", 1), Add("2", 4)]));
        var view = new EventData
        {
            Topic = EventTopic.Clickstream, Type = EventType.PageView, EventId = "v", EventTime = Time(2),
            AnonymousId = "a",
        };
        _work.Write("b.avro", Container(EventTopic.Clickstream, "null", [view]));
        var reading = _work.ReadInputs($"avro:{_work.PathOf("a.avro")}", $"avro:{_work.PathOf("b.avro")}");
        Assert.Equal(["1", "v", "2"], reading.Records.Select(record => record.Event.EventId));
        Assert.Equal("visitor:a", reading.Records[1].Key);
    }

    [Fact]
    public void Events_without_identity_id_or_known_type_are_refused_with_their_bytes()
    {
        var nobody = Add("1", 1);
        nobody.CustomerId = "null";
        var nameless = Add("", 2);
        nameless.CustomerId = null;
        var strange = Add("3", 3);
        strange.Type = EventType.Unknown;
        _work.Write("c.avro", Container(EventTopic.Carts, "null", [nobody, nameless, strange, Add("4", 4)]));
        var reading = _work.ReadInputs($"avro:{_work.PathOf("c.avro")}");
        Assert.Equal(4, Assert.Single(reading.Records).Line);
        Assert.Equal([(RejectReason.NoIdentity, 1L), (RejectReason.MissingField, 2L), (RejectReason.UnknownType, 3L)],
            reading.Rejects.Select(reject => (reject.Reason, reject.Line)));
        Assert.Equal(Encode(nobody), reading.Rejects[0].Payload);
    }

    [Fact]
    public void An_unreadable_record_costs_the_rest_of_its_block_and_each_counts()
    {
        var block = Body(Add("1", 1)).Concat(Enumerable.Repeat((byte)0xFF, 20)).ToArray();
        byte[] file = [.. Header(EventTopic.Carts, "null"), .. Block(3, block), .. Block(1, Body(Add("4", 4)))];
        _work.Write("c.avro", file);
        var reading = _work.ReadInputs($"avro:{_work.PathOf("c.avro")}");
        Assert.Null(reading.Failure);
        Assert.Equal([1L, 4L], reading.Records.Select(record => record.Line));
        var reject = reading.Reject;
        Assert.Equal((RejectReason.Malformed, 2L, 2), (reject.Reason, reject.Line, reject.Weight));
    }

    [Fact]
    public void A_cut_or_foreign_file_fails_the_run_after_what_could_be_read()
    {
        var container = Container(EventTopic.Carts, "null", [Add("1", 1)], [Add("2", 2)]);
        foreach (var bytes in new[] { container[..^20], Gzip(container)[..^20] })
        {
            var path = _work.Write(bytes[0] == 'O' ? "c.avro" : "c.avro.gz", bytes);
            var reading = _work.ReadInputs($"avro:{path}");
            Assert.InRange(reading.Records.Count, 0, 1);
            Assert.Contains(path, reading.Failure!.Message, StringComparison.Ordinal);
        }
        var foreign = _work.Write("x.avro", "InvoiceNo,StockCode"u8.ToArray());
        Assert.Contains(foreign, _work.ReadInputs($"avro:{foreign}").Failure!.Message, StringComparison.Ordinal);
    }

    private static EventData Add(string id, int second) => new()
    {
        Topic = EventTopic.Carts, Type = EventType.Add, EventId = id, EventTime = Time(second), CustomerId = "c",
        Lines = { new EventLine("p", null, 1, 2.5m) },
    };

    private static long Time(int second) => 1569898200000 + (second * 1000);

    private static byte[] Container(EventTopic topic, string codec, params EventData[][] blocks) =>
    [
        .. Header(topic, codec),
        .. blocks.SelectMany(block =>
        {
            var body = block.SelectMany(Body).ToArray();
            return Block(block.Length, codec == "null" ? body : Deflate(body));
        }),
    ];

    private static byte[] Header(EventTopic topic, string codec) =>
    [
        .. "Obj\u0001"u8, .. Long(2), .. Bytes("avro.schema"u8.ToArray()),
        .. Bytes(Encoding.UTF8.GetBytes(ShopSchemas.Of(topic).Json)),
        .. Bytes("avro.codec"u8.ToArray()), .. Bytes(Encoding.UTF8.GetBytes(codec)), .. Long(0), .. Sync,
    ];

    private static byte[] Block(int count, byte[] body) => [.. Long(count), .. Long(body.Length), .. body, .. Sync];

    private static byte[] Bytes(byte[] bytes) => [.. Long(bytes.Length), .. bytes];

    private static byte[] Long(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value << 1; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return [.. bytes];
            }
            bytes.Add((byte)(rest | 0x80));
        }
    }

    // Single-object encoding has a header of ten bytes before the record.
    private static byte[] Body(EventData data) => Encode(data)[10..];

    private static byte[] Encode(EventData data)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(new EventEncoder().Encode(data, output).IsSuccess);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
        return memory.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }
}
