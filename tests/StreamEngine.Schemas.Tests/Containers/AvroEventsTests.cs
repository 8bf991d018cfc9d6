using System.Text;
using Avro;
using Avro.File;
using Avro.Generic;
using CsCheck;
using StreamEngine.Schemas.Containers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;
using Encoder = Avro.IO.Encoder;

namespace StreamEngine.Schemas.Tests.Containers;

public class AvroEventsTests
{
    [Theory]
    [InlineData(EventTopic.Clickstream, Codec.Type.Null)]
    [InlineData(EventTopic.Carts, Codec.Type.Deflate)]
    [InlineData(EventTopic.Orders, Codec.Type.Null)]
    [InlineData(EventTopic.Customers, Codec.Type.Deflate)]
    public void Files_of_Apache_Avro_are_read(EventTopic topic, Codec.Type codec)
    {
        var events = Events(topic, 200);
        var file = File(topic, codec, events, syncInterval: 1_000);
        var items = Read(file);
        Assert.Equal(events.Select(EventText.Of), items.Select(i => i.Text));
        Assert.All(items, i => Assert.True(i.Item.Fault.IsSuccess));
    }

    [Fact]
    public void A_file_without_records_has_no_events() =>
        Assert.Empty(Read(File(EventTopic.Carts, Codec.Type.Null, [], 1_000)));

    [Fact]
    public void A_bad_record_costs_the_rest_of_its_block_and_no_more()
    {
        var events = Enumerable.Range(0, 40).Select(i => new EventData
        {
            Topic = EventTopic.Clickstream, EventId = $"event-{i:00}", EventTime = i, AnonymousId = new string('x', 50),
        }).ToList();
        var file = File(EventTopic.Clickstream, Codec.Type.Null, events, syncInterval: 500);
        var whole = Read(file).Count;
        // An event id that is no UTF-8, in the middle of the file.
        file[IndexOf(file, "event-20"u8)] = 0xFF;
        var items = Read(file);
        var bad = Assert.Single(items, i => i.Item.Event is null).Item;
        Assert.Equal((DecodeError.InvalidUtf8, "eventId"), (bad.Fault.Error, bad.Fault.Detail));
        Assert.InRange(bad.RecordsLost, 1, 12);
        Assert.Equal(whole, items.Count - 1 + bad.RecordsLost);
        Assert.Equal(EventText.Of(events[^1]), items[^1].Text);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_its_first_events_and_a_fault()
    {
        var file = File(EventTopic.Carts, Codec.Type.Deflate, Events(EventTopic.Carts, 30), syncInterval: 400);
        var whole = Read(file);
        for (var length = 0; length < file.Length; length += 61)
        {
            var items = Read(file[..length]);
            var good = items.Where(i => i.Item.Event is not null).Select(i => i.Text).ToList();
            Assert.Equal(whole.Take(good.Count).Select(i => i.Text), good);
            Assert.True(items.Count == good.Count || items.Count == good.Count + 1);
        }
    }

    [Fact]
    public void A_damaged_file_ends_in_faults_and_never_in_an_exception()
    {
        var originals = new[] { Codec.Type.Null, Codec.Type.Deflate }
            .Select(codec => File(EventTopic.Orders, codec, Events(EventTopic.Orders, 20), syncInterval: 400))
                .ToArray();
        Gen.Select(Gen.Int[0, 1], Gen.Int, Gen.Byte, Gen.Int[1, 4]).Sample(
            (which, at, value, times) =>
            {
                var file = (byte[])originals[which].Clone();
                for (var i = 0; i < times; i++, at = (at * 31) + 7) file[(at & int.MaxValue) % file.Length] = value;
                Assert.InRange(Read(file).Count, 0, 60);
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void A_block_that_unpacks_to_more_than_the_limit_is_refused()
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(
            packed, System.IO.Compression.CompressionLevel.Fastest))
            deflate.Write(new byte[Limits.ContainerBlockBytes + 1]);
        var file = Frame(
            "deflate", [.. Long(1), .. Long(packed.ToArray().Length), .. packed.ToArray(), .. new byte[16]]);
        Assert.Contains("an unpacked block", Assert.Single(Read(file)).Item.Fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, long.MaxValue)]
    [InlineData(1, -1)]
    [InlineData(1, Limits.ContainerBlockBytes + 1)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(-1, 0)]
    public void A_block_of_an_impossible_size_is_refused_without_memory(long count, long size)
    {
        var file = Frame("null", [.. Long(count), .. Long(size), .. new byte[16]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var item = Assert.Single(Read(file)).Item;
        Assert.Equal(DecodeError.InvalidContainer, item.Fault.Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Announced_bytes_that_do_not_come_cost_no_memory()
    {
        var file = Frame("null", [.. Long(1), .. Long(Limits.ContainerBlockBytes), 1, 2, 3]);
        Read(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends inside", Assert.Single(Read(file)).Item.Fault.Detail, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void What_is_no_event_file_is_a_fault_with_the_reason()
    {
        Assert.Contains("not an object container", Fault("{}"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("codec", Fault(Frame("zstandard", [])), StringComparison.Ordinal);
        Assert.Contains("No input topic", Fault(Frame("null", [], ShopSchemas.Kpi.Json)), StringComparison.Ordinal);
        Assert.Contains("Not an Avro schema", Fault(Frame("null", [], "{")), StringComparison.Ordinal);
        Assert.Contains("eventId", Fault(Frame("null", [], """{"type":"record","name":"CartEvent","fields":[]}""")),
            StringComparison.Ordinal);
    }

    private static string Fault(byte[] file) => Assert.Single(Read(file)).Item.Fault.Detail!;

    private static List<EventData> Events(EventTopic topic, int count)
    {
        var events = new List<EventData>();
        EventGen.Any.Where(e => e.Topic == topic).Sample(events.Add, iter: count, threads: 1, seed: "0N0XIzNsQ0O2");
        return events;
    }

    private static byte[] File(EventTopic topic, Codec.Type codec, List<EventData> events, int syncInterval)
    {
        var stream = new MemoryStream();
        using var writer = DataFileWriter<byte[]>.OpenWriter(
            new BodyWriter(ShopSchemas.Of(topic).Model), stream, Codec.CreateCodec(codec));
        writer.SetSyncInterval(syncInterval);
        var encoder = new EventEncoder();
        foreach (var data in events)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            Assert.True(encoder.Encode(data, output).IsSuccess);
            writer.Append(output.WrittenSpan[10..].ToArray());
        }
        writer.Flush();
        return stream.ToArray();
    }

    private static byte[] Frame(string codec, byte[] blocks, string? schema = null)
    {
        byte[] Text(string text) => [.. Long(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
        return
        [
            .. "Obj\u0001"u8, .. Long(2),
            .. Text("avro.schema"), .. Text(schema ?? ShopSchemas.CartEvent.Json),
            .. Text("avro.codec"), .. Text(codec),
            .. Long(0), .. new byte[16], .. blocks,
        ];
    }

    private static byte[] Long(long value)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new Schemas.Writing.AvroWriter(output);
        writer.Long(value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static List<(ContainerItem Item, string? Text)> Read(byte[] file) =>
        [.. AvroEvents.ReadContainer(new MemoryStream(file))
            .Select(i => (i, i.Event is null ? null : EventText.Of(i.Event)))];

    /// <summary>Lets Apache.Avro frame records that are encoded already.</summary>
    private sealed class BodyWriter(Schema schema) : DatumWriter<byte[]>
    {
        public Schema Schema => schema;

        public void Write(byte[] datum, Encoder encoder) => encoder.WriteFixed(datum);
    }

    private static int IndexOf(byte[] file, ReadOnlySpan<byte> text) => file.AsSpan().IndexOf(text);
}
