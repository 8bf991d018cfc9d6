using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Events;

/// <summary>
/// The event time of an encoded event, for the merge of inputs. Messages of this version's schemas begin with eventId,
/// type and eventTime, so that three fields are enough; others are read as a whole. One thread.
/// </summary>
public sealed class EventTimeReader
{
    private readonly EventDecoder _decoder;
    private readonly ulong[] _fingerprints;

    /// <param name="schemas">The schemas that messages may name.</param>
    public EventTimeReader(WriterSchemas schemas)
    {
        _decoder = new EventDecoder(schemas);
        _fingerprints = [.. Enum.GetValues<EventTopic>().Select(topic => ShopSchemas.Of(topic).Fingerprint)];
    }

    /// <summary>The time; null where there is none to be found.</summary>
    /// <param name="input">The <see cref="EventTopic"/>.</param>
    /// <param name="value">Header and record.</param>
    public long? Of(byte input, ReadOnlySpan<byte> value)
    {
        var header = MessageHeader.Read(value);
        if (header.Format == MessageFormat.SingleObject && header.Schema == _fingerprints[input])
            return TryPeek(value[header.Length..], out var time) ? time : null;
        var target = default(TimeTarget);
        return _decoder.Decode((EventTopic)input, value, ref target).IsSuccess ? target.Time : null;
    }

    private static bool TryPeek(ReadOnlySpan<byte> record, out long time)
    {
        time = 0;
        if (!TryLong(ref record, out var length) || length < 0 || length > record.Length) return false;
        record = record[(int)length..];
        return TryLong(ref record, out _) && TryLong(ref record, out time);
    }

    private static bool TryLong(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        ulong raw = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            raw |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            return true;
        }

        return false;
    }

    private struct TimeTarget : IRecordTarget
    {
        public long? Time { get; private set; }

        public void Number(int field, long value)
        {
            if ((EventField)field == EventField.EventTime) Time = value;
        }

        public readonly void Text(int field, ReadOnlySpan<byte> value, int start) => _ = field;

        public readonly void BeginItem(int field) => _ = field;

        public readonly void EndItem(int field) => _ = field;
    }
}
