using System.Buffers;
using System.IO.Compression;
using StreamEngine.Connectors.Files;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load;

/// <summary>Writes events to a file of the <c>events</c> format; a name in <c>.gz</c> is compressed.</summary>
internal static class EventFile
{
    private const int FlushBytes = 1 << 20;

    /// <summary>Writes all of them and returns their number. A file half written is removed.</summary>
    public static long Write(string path, IEnumerable<EventData> events)
    {
        try
        {
            using var file = File.Create(path);
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return Write(file, events);
            using var compressed = new GZipStream(file, CompressionLevel.Fastest);
            return Write(compressed, events);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes all of them to the stream and returns their number.</summary>
    public static long Write(Stream stream, IEnumerable<EventData> events)
    {
        using var writer = new EventJsonWriter();
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        var torn = new ArrayBufferWriter<byte>();
        long count = 0;
        foreach (var data in events)
        {
            if (Faults.IsTorn(data)) WriteHalf(writer, data, torn, buffer);
            else writer.Write(data, buffer);
            count++;
            if (buffer.WrittenCount >= FlushBytes) Flush(stream, buffer);
        }
        Flush(stream, buffer);
        return count;
    }

    private static void WriteHalf(
        EventJsonWriter writer, EventData data, ArrayBufferWriter<byte> line, ArrayBufferWriter<byte> output)
    {
        line.ResetWrittenCount();
        writer.Write(data, line);
        output.Write(line.WrittenSpan[..(line.WrittenCount / 2)]);
        output.Write("\n"u8);
    }

    private static void Flush(Stream stream, ArrayBufferWriter<byte> buffer)
    {
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
