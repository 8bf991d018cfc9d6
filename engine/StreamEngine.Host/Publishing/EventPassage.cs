using System.Buffers;
using StreamEngine.Core.Time;
using StreamEngine.Host.Registry;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Host.Publishing;

/// <summary>
/// Encoded events of files on their way to topics: their times are read, moved where asked, and their headers become
/// those of the topics. One thread.
/// </summary>
internal sealed class EventPassage
{
    private readonly MessageHeaders _headers;
    private readonly EventTimeReader _times;
    private readonly EventDataReader _reader;
    private readonly EventEncoder _encoder = new();
    private readonly EventData _data = new();
    private readonly ArrayBufferWriter<byte> _encoded = new(1024), _message = new(1024);

    public EventPassage(MessageHeaders headers)
    {
        _headers = headers;
        var schemas = new WriterSchemas();
        _times = new EventTimeReader(schemas);
        _reader = new EventDataReader(schemas);
    }

    /// <summary>The time of an event; null where it cannot be read or is not plausible.</summary>
    public long? TimeOf(EventTopic topic, ReadOnlySpan<byte> value) =>
        _times.Of((byte)topic, value) is { } time && EventTime.IsPlausible(time) ? time : null;

    /// <summary>The message for the topic; valid until the next one. Empty: the event cannot be written.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="value">The event in single-object encoding.</param>
    /// <param name="shiftMs">What is added to its times.</param>
    public ReadOnlySpan<byte> Message(EventTopic topic, ReadOnlySpan<byte> value, long shiftMs)
    {
        var schema = ShopSchemas.Of(topic);
        var isCurrent = MessageHeader.Read(value) == MessageHeader.SingleObject(schema);
        var header = _headers.Of(schema);
        if (shiftMs == 0 && isCurrent && header.Format == MessageFormat.SingleObject) return value;
        if (shiftMs != 0)
        {
            if (!_reader.Read(topic, value, _data).IsSuccess) return [];
            _data.EventTime = EventTime.Plus(_data.EventTime, shiftMs);
            if (_data.SentAt is { } sentAt) _data.SentAt = EventTime.Plus(sentAt, shiftMs);
            _encoded.ResetWrittenCount();
            if (!_encoder.Encode(_data, _encoded).IsSuccess) return [];
            value = _encoded.WrittenSpan;
        }
        else if (!isCurrent)
        {
            // Written with an earlier schema, whose fingerprint every reader of this version knows.
            return value;
        }

        _message.ResetWrittenCount();
        header.Write(_message.GetSpan(header.Length));
        _message.Advance(header.Length);
        _message.Write(value[MessageHeader.SingleObjectBytes..]);
        return _message.WrittenSpan;
    }
}
