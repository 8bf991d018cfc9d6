using System.Text.Unicode;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Rows;

/// <summary>What must hold for a line of any format.</summary>
internal static class LineChecks
{
    private const string NotUtf8 = "The line is not UTF-8.";
    private static readonly string TooLong = $"The line is longer than {Limits.MaxLineBytes} bytes.";

    /// <summary>False, and refused: the line is too long or not UTF-8.</summary>
    public static bool Pass(LineReader lines, in RowPosition at, IRowSink sink)
    {
        if (lines.IsTooLong)
        {
            sink.Reject(RejectReason.TooLarge, TooLong, at, 1, lines.Line);
            return false;
        }
        if (Utf8.IsValid(lines.Line)) return true;
        sink.Reject(RejectReason.Malformed, NotUtf8, at, 1, lines.Line);
        return false;
    }

    /// <summary>True where the line has nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
