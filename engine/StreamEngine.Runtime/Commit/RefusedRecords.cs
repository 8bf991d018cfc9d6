using System.Buffers.Text;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;

namespace StreamEngine.Runtime.Commit;

/// <summary>
/// A refused record as it is published: its own key, value and headers, and headers that say where it stood and why it
/// was
/// refused, so that it can be sent back after a fix.
/// </summary>
public static class RefusedRecords
{
    /// <summary>Headers of every refused record.</summary>
    public static ReadOnlySpan<byte> Topic => "streamengine-source-topic"u8;

    public static ReadOnlySpan<byte> Partition => "streamengine-source-partition"u8;

    public static ReadOnlySpan<byte> Offset => "streamengine-source-offset"u8;

    /// <summary>The record's timestamp, ms since the epoch.</summary>
    public static ReadOnlySpan<byte> Timestamp => "streamengine-source-timestamp"u8;

    /// <summary>decode, validate or process.</summary>
    public static ReadOnlySpan<byte> Stage => "streamengine-stage"u8;

    public static ReadOnlySpan<byte> Reason => "streamengine-reason"u8;

    /// <summary>For people; may be missing.</summary>
    public static ReadOnlySpan<byte> Message => "streamengine-message"u8;

    /// <summary>
    /// Of a record that was sent back: how often, in digits. It stays on the record if that is refused again.
    /// </summary>
    public static ReadOnlySpan<byte> Returns => "streamengine-returns"u8;

    /// <summary>
    /// Of a receipt, a record without key and value beside refused ones: the offset in its own partition of the refused
    /// record that was sent back.
    /// </summary>
    public static ReadOnlySpan<byte> Returned => "streamengine-returned"u8;

    internal static void Append(
        AppendBatch into, string topic, in RecordFate fate, LogBatch records, int index, HeaderWriter headers)
    {
        ref readonly var record = ref records[index];
        headers.Clear().AddAll(records.Headers(record));
        headers.Add(Topic, records.Partition.Topic);
        Add(headers, Partition, records.Partition.Number);
        Add(headers, Offset, record.Offset);
        Add(headers, Timestamp, record.Timestamp);
        headers.Add(Stage, fate.Stage ?? "process").Add(Reason, fate.Reason ?? "unknown");
        if (fate.Message is { } message)
            headers.Add(Message, message.Length > Limits.MessageCharacters ? message[..Limits.MessageCharacters]
                : message);
        var nulls = (record.IsKeyNull ? NullParts.Key : NullParts.None)
            | (record.IsValueNull ? NullParts.Value : NullParts.None);
        into.Add(new LogPartition(topic, AppendBatch.ByKey), AppendBatch.Now, records.Key(record),
            records.Value(record), nulls,
            headers.Block);
    }

    /// <summary>Adds a header whose value is a number in digits.</summary>
    internal static void Add(HeaderWriter headers, ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var length);
        headers.Add(name, digits[..length]);
    }
}
