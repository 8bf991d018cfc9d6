using System.Buffers.Text;

namespace StreamEngine.Core.Log;

/// <summary>
/// A heartbeat: a record without key and value whose header <c>streamengine-time</c> holds milliseconds since the epoch
/// in ASCII. It moves its partition's time and nothing else.
/// </summary>
public static class HeartbeatRecord
{
    /// <summary>The header's name.</summary>
    public static ReadOnlySpan<byte> Header => "streamengine-time"u8;

    /// <summary>The event time of the heartbeat; false where the record is none or the time is not a number.</summary>
    public static bool TryRead(LogBatch batch, in LogRecord record, out long eventTime)
    {
        eventTime = 0;
        return record.IsKeyNull && record.IsValueNull && record.HeadersLength > 0
            && batch.Headers(record).TryGet(Header, out var text)
            && Utf8Parser.TryParse(text, out eventTime, out var used) && used == text.Length;
    }

    /// <summary>Appends a heartbeat to every partition's time.</summary>
    /// <param name="batch">The batch that takes it.</param>
    /// <param name="partition">The partition whose time moves.</param>
    /// <param name="eventTime">Milliseconds since the epoch.</param>
    /// <param name="headers">Scratch memory, overwritten.</param>
    public static void Append(AppendBatch batch, LogPartition partition, long eventTime, HeaderWriter headers)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(eventTime, digits, out var length);
        headers.Clear().Add(Header, digits[..length]);
        batch.Add(partition, AppendBatch.Now, default, default, NullParts.Both, headers.Block);
    }
}
