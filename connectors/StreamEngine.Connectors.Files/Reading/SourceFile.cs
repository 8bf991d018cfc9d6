using StreamEngine.Connectors.Files.Inputs;

namespace StreamEngine.Connectors.Files.Reading;

/// <summary>One file of a source: which input named it, and how far it is read.</summary>
internal sealed class SourceFile(int index, int input, FileInput named, string path)
{
    /// <summary>Its place among all files of the source.</summary>
    public int Index { get; } = index;

    /// <summary>The place of its input among the inputs given.</summary>
    public int Input { get; } = input;

    /// <summary>The input that named it.</summary>
    public FileInput Named { get; } = named;

    public string Path { get; } = path;

    /// <summary>Its size in bytes, compressed where it is, as of the opening of the source.</summary>
    public long TotalBytes { get; private set; }

    /// <exception cref="FileSourceException">The file is not there, or may not be read.</exception>
    public void Measure()
    {
        try
        {
            TotalBytes = new FileInfo(Path).Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>Opens its bytes as they lie on disk.</summary>
    /// <exception cref="FileSourceException">The file is not there, or may not be read.</exception>
    public FileStream Open()
    {
        try
        {
            // The line reader and the decompressor have buffers of their own.
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0,
                FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>The run's failure over what could not be read of this file.</summary>
    public FileSourceException Unreadable(Exception exception) => Unreadable(exception.Message, exception);

    /// <summary>As the other, for a reason that is no exception.</summary>
    public FileSourceException Unreadable(string reason, Exception? exception = null) =>
        new($"Cannot read {Path} (input '{Named.Name}') to its end: {reason}", exception);
}
