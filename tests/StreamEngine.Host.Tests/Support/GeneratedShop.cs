using System.Buffers;
using System.Text;
using StreamEngine.Connectors.Files;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Host.Tests.Support;

/// <summary>The events of an invented shop as lines of the <c>events</c> format, with their times.</summary>
internal static class GeneratedShop
{
    /// <summary>
    /// A day and a half of a shop whose people come back, in event-time order, nothing late or twice.
    /// </summary>
    public static List<(long Time, string Line)> Lines(int events, ulong seed)
    {
        var options = new ShopOptions
        {
            Events = events, Customers = events / 12, Seed = seed, Days = 1.5, DisorderSeconds = 0, Late = 0,
            Duplicates = 0, Broken = 0,
        };
        using var writer = new EventJsonWriter();
        var buffer = new ArrayBufferWriter<byte>();
        var lines = new List<(long, string)>();
        foreach (var data in new ShopGenerator(options).Events())
        {
            buffer.ResetWrittenCount();
            writer.Write(data, buffer);
            lines.Add((data.EventTime, Encoding.UTF8.GetString(buffer.WrittenSpan).TrimEnd('\n')));
        }

        return [.. lines.OrderBy(line => line.Item1)];
    }

    /// <summary>
    /// Moves every moment to a place up to that much later, the events of one moment together and in their order.
    /// </summary>
    public static IEnumerable<string> Shuffled(IReadOnlyList<(long Time, string Line)> lines, long boundMs, int seed)
    {
        var random = new Random(seed);
        var moved = lines.Select(line => line.Time).Distinct()
            .ToDictionary(time => time, time => time + random.NextInt64(boundMs + 1));
        // Of two moments that land on the same place the later may come first, but not in between.
        return lines.OrderBy(line => moved[line.Time]).ThenByDescending(line => line.Time).Select(line => line.Line);
    }

    public static string Text(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";
}
