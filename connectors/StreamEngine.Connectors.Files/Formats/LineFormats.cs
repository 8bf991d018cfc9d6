using StreamEngine.Connectors.Files.Formats.Events;
using StreamEngine.Connectors.Files.Formats.Otto;
using StreamEngine.Connectors.Files.Formats.Rees46;
using StreamEngine.Connectors.Files.Formats.RetailRocket;
using StreamEngine.Connectors.Files.Formats.Segment;
using StreamEngine.Connectors.Files.Formats.UciOnlineRetail;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Rows;

namespace StreamEngine.Connectors.Files.Formats;

/// <summary>Makes the reader of a format of lines.</summary>
internal static class LineFormats
{
    /// <summary>The reader; null for the one format that has no lines, <see cref="FileFormat.Avro"/>.</summary>
    public static ILineFormat? Create(FileFormat format) => format switch
    {
        FileFormat.UciOnlineRetail => new UciFormat(),
        FileFormat.Rees46 => new Rees46Format(),
        FileFormat.Otto => new OttoFormat(),
        FileFormat.RetailRocket => new RetailRocketFormat(),
        FileFormat.Segment => new SegmentFormat(),
        FileFormat.Events => new EventsFormat(),
        FileFormat.Avro => null,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
