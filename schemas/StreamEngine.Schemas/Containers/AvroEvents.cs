using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Containers;

/// <summary>Events in Avro object container files, of this or another version of the input schemas.</summary>
public static class AvroEvents
{
    /// <summary>
    /// Reads the events of a file, in the file's order. The name of the file's record says the topic. Codecs null and
    /// deflate. Memory is bounded by <see cref="Limits.ContainerBlockBytes"/>, whatever the file says.
    /// </summary>
    /// <param name="stream">The file, buffered by the caller, who also closes it.</param>
    /// <returns>
    /// An item an event. A record that cannot be read is an item with a fault, and reading goes on after its block; a
    /// file that is broken between records ends with such an item. Nothing is thrown for what the file holds.
    /// </returns>
    public static IEnumerable<ContainerItem> ReadContainer(Stream stream)
    {
        var input = new ContainerInput(stream);
        var header = ContainerHeader.Read(input);
        if (header is null) return [Broken("not an object container file, or its header is cut off or too large.")];
        if (!ContainerBlocks.IsKnownCodec(header.Codec)) return [Broken("its codec is neither null nor deflate.")];
        try
        {
            var writer = RecordSchema.Parse(header.Schema);
            var topic = TopicOf(writer);
            var plan = ReadPlan.Compile(writer, ShopSchemas.Of(topic), EventFields.Binding);
            return Read(new ContainerBlocks(input, header), topic, plan);
        }
        catch (SchemaException e)
        {
            return [new ContainerItem(
                null, new DecodeResult(DecodeError.IncompatibleSchema, 0, e.Message), 0, default)];
        }
    }

    private static IEnumerable<ContainerItem> Read(ContainerBlocks blocks, EventTopic topic, ReadPlan plan)
    {
        var data = new EventData();
        string? fault;
        while (blocks.TryNext(out var count, out fault))
        {
            var position = 0;
            for (; count > 0; count--)
            {
                var start = position;
                var result = ReadOne(plan, blocks.Records.Span, ref position, data);
                if (!result.IsSuccess)
                {
                    yield return new ContainerItem(null, result, count, blocks.Records[start..]);
                    break;
                }
                data.Topic = topic;
                yield return new ContainerItem(data, default, 0, default);
            }
            if (count == 0 && position < blocks.Records.Length)
                yield return Broken("a block has bytes after its last record.");
        }
        if (fault is not null) yield return Broken(fault);
    }

    private static DecodeResult ReadOne(ReadPlan plan, ReadOnlySpan<byte> records, ref int position, EventData data)
    {
        data.Clear();
        var target = new EventDataTarget(data);
        return plan.ReadNext(records, ref position, ref target);
    }

    private static EventTopic TopicOf(RecordSchema writer)
    {
        foreach (var topic in Enum.GetValues<EventTopic>())
            if (Types.SameName(writer.Model, ShopSchemas.Of(topic).Model)) return topic;
        throw new SchemaException($"No input topic has records named {writer.FullName}.");
    }

    private static ContainerItem Broken(string reason) =>
        new(null, new DecodeResult(DecodeError.InvalidContainer, 0, reason), 0, default);
}
