using System.Buffers;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Writing;

namespace StreamEngine.Schemas.Events;

/// <summary>
/// Encodes events with the schemas of this version. Fields that the schema of the topic lacks are left out; amounts
/// are rounded half-even to 4 decimals. One thread at a time; allocates nothing once it is warm.
/// </summary>
public sealed class EventEncoder
{
    private readonly ArrayBufferWriter<byte> _scratch = new(1024);
    private readonly MessageHeader[] _headers;

    /// <summary>Encodes in Avro single-object encoding.</summary>
    public EventEncoder()
        : this(topic => MessageHeader.SingleObject(ShopSchemas.Of(topic)))
    {
    }

    private EventEncoder(Func<EventTopic, MessageHeader> header) =>
        _headers = [.. Enum.GetValues<EventTopic>().Select(header)];

    /// <summary>Encodes in Confluent wire format.</summary>
    /// <param name="ids">The id that the registry gave to <see cref="ShopSchemas.Of"/> of each topic.</param>
    public static EventEncoder ForRegistry(Func<EventTopic, int> ids) =>
        new(topic => MessageHeader.Registry(ids(topic)));

    /// <summary>Writes header and record; nothing when it fails.</summary>
    public EncodeResult Encode(EventData data, IBufferWriter<byte> output)
    {
        var header = _headers[(int)data.Topic];
        _scratch.ResetWrittenCount();
        var body = new EventBodyWriter(_scratch);
        var result = body.Write(data);
        if (result.IsSuccess && _scratch.WrittenCount + header.Length > Limits.MessageBytes)
            result = new EncodeResult(EncodeError.TooLarge, EventField.EventId);
        if (!result.IsSuccess) return result;
        var destination = output.GetSpan(header.Length + _scratch.WrittenCount);
        header.Write(destination);
        _scratch.WrittenSpan.CopyTo(destination[header.Length..]);
        output.Advance(header.Length + _scratch.WrittenCount);
        return result;
    }
}
