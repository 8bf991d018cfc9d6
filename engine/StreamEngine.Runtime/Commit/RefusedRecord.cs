using System.Buffers.Text;
using System.Text;
using StreamEngine.Core.Log;

namespace StreamEngine.Runtime.Commit;

/// <summary>What the headers of a refused record say: where it stood, and why it was refused.</summary>
public sealed record RefusedRecord
{
    /// <summary>The end of the year 9999: what lies beyond is no time that anybody can print.</summary>
    private const long LastTimestamp = 253_402_300_800_000;

    /// <summary>Where it stood.</summary>
    public required LogPosition Source { get; init; }

    /// <summary>The record's timestamp there, ms since the epoch; 0 where it is not known.</summary>
    public required long Timestamp { get; init; }

    /// <summary>decode, validate or process.</summary>
    public required string Stage { get; init; }

    /// <summary>One of the reasons of docs/domain.md.</summary>
    public required string Reason { get; init; }

    /// <summary>For people; null where there is none.</summary>
    public string? Message { get; init; }

    /// <summary>How often it had been sent back before it was refused here.</summary>
    public int Returns { get; init; }

    /// <summary>Reads the headers; null where they are not those of a refused record.</summary>
    public static RefusedRecord? Read(LogHeaders headers)
    {
        var partition = Number(headers, RefusedRecords.Partition);
        var offset = Number(headers, RefusedRecords.Offset);
        if (partition is < 0 or > LogLimits.Partitions || offset < 0
            || !headers.TryGet(RefusedRecords.Topic, out var topic) || topic.IsEmpty
            || !headers.TryGet(RefusedRecords.Reason, out var reason)) return null;
        return new RefusedRecord
        {
            Source = new LogPosition(new LogPartition(Encoding.UTF8.GetString(topic), (int)partition), offset),
            Timestamp = TimeOf(headers),
            Stage = headers.TryGet(RefusedRecords.Stage, out var stage) ? Encoding.UTF8.GetString(stage) : "process",
            Reason = Encoding.UTF8.GetString(reason),
            Message = headers.TryGet(RefusedRecords.Message, out var message) ? Encoding.UTF8.GetString(message) : null,
            Returns = (int)Math.Clamp(Number(headers, RefusedRecords.Returns), 0, int.MaxValue),
        };
    }

    /// <summary>The offset of the refused record that a receipt speaks of; null where the record is none.</summary>
    public static long? ReadReceipt(in LogRecord record, LogHeaders headers) =>
        record.IsKeyNull && record.IsValueNull && Number(headers, RefusedRecords.Returned) is >= 0 and var offset
            ? offset : null;

    /// <summary>Writes the headers that the record had at its source, and how often it has been sent back.</summary>
    /// <param name="headers">Those of the refused record.</param>
    /// <param name="returns">How often, with this time.</param>
    /// <param name="into">Cleared, then filled.</param>
    public static void WriteReturn(LogHeaders headers, int returns, HeaderWriter into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        var left = OriginalCount(headers);
        foreach (var header in headers)
        {
            if (left-- == 0) break;
            if (header.Name.SequenceEqual(RefusedRecords.Returns)) continue;
            if (header.IsNull) into.AddNull(header.Name);
            else into.Add(header.Name, header.Value);
        }

        RefusedRecords.Add(into, RefusedRecords.Returns, returns);
    }

    /// <summary>Writes the header of a receipt.</summary>
    /// <param name="offset">The offset of the refused record in the receipt's partition.</param>
    /// <param name="into">Cleared, then filled.</param>
    public static void WriteReceipt(long offset, HeaderWriter into)
    {
        ArgumentNullException.ThrowIfNull(into);
        RefusedRecords.Add(into.Clear(), RefusedRecords.Returned, offset);
    }

    /// <summary>How many headers the record came with: ours are behind them, beginning with the topic.</summary>
    private static int OriginalCount(LogHeaders headers)
    {
        var (count, at) = (0, 0);
        foreach (var header in headers)
        {
            if (header.Name.SequenceEqual(RefusedRecords.Topic)) count = at;
            at++;
        }

        return count;
    }

    private static long TimeOf(LogHeaders headers)
    {
        var time = Number(headers, RefusedRecords.Timestamp);
        return time is >= 0 and < LastTimestamp ? time : 0;
    }

    private static long Number(LogHeaders headers, ReadOnlySpan<byte> name) =>
        headers.TryGet(name, out var text) && Utf8Parser.TryParse(text, out long value, out var used)
            && used == text.Length ? value : -1;
}
