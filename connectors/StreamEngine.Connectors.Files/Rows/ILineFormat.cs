using StreamEngine.Connectors.Files.Reading;

namespace StreamEngine.Connectors.Files.Rows;

/// <summary>Reads the lines of the files of one input, one file after the other.</summary>
internal interface ILineFormat
{
    /// <summary>A file begins.</summary>
    void Begin(SourceFile file);

    /// <summary>Reads the current line of the reader, which is not blank; it may join lines to it.</summary>
    /// <exception cref="FileSourceException">The file is not of the format at all.</exception>
    void Read(LineReader lines, in RowPosition at, IRowSink sink);

    /// <summary>The file ends.</summary>
    /// <exception cref="FileSourceException">The file is not of the format at all.</exception>
    void End();
}

/// <summary>A format that makes one event of several rows.</summary>
internal interface IGroupFormat : ILineFormat
{
    /// <summary>The rows of a group follow, in the order of their positions.</summary>
    void BeginGroup();

    /// <summary>The next row of the group: bytes that this format gave to <see cref="IRowSink.GroupRow"/>.</summary>
    void AddToGroup(ReadOnlySpan<byte> row, in RowPosition at);

    /// <summary>The group is complete: hands over its event, or why there is none.</summary>
    /// <param name="first">The position of its first row.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="payload">The beginning of its rows' bytes, a line each.</param>
    /// <param name="sink">Takes the event.</param>
    void EndGroup(in RowPosition first, int rows, ReadOnlySpan<byte> payload, IRowSink sink);
}
