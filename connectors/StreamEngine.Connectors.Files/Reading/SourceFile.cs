using StreamEngine.Connectors.Files.Inputs;

namespace StreamEngine.Connectors.Files.Reading;

/// <summary>One file of a source: which input named it, and how far it is read.</summary>
internal sealed class SourceFile(int index, int input, FileInput named, string path)
{
    private FileStream? _stream;
    private long _consumed;

    /// <summary>Its place among all files of the source.</summary>
    public int Index { get; } = index;

    /// <summary>The place of its input among the inputs given.</summary>
    public int Input { get; } = input;

    /// <summary>The input that named it.</summary>
    public FileInput Named { get; } = named;

    public string Path { get; } = path;

    /// <summary>Its size in bytes, compressed where it is, as of the opening of the source.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>How many of those bytes are read.</summary>
    public long BytesRead => _stream?.Position ?? _consumed;

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

    /// <summary>Opens it, through gzip where its name says so.</summary>
    /// <exception cref="FileSourceException">The file is not there, or may not be read.</exception>
    public Stream Open()
    {
        try
        {
            // The line reader and the decompressor have buffers of their own.
            _stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0,
                FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
        return GzipName.IsGzip(Path) ? new WholeGzipStream(_stream) : _stream;
    }

    /// <summary>Notes how far it was read; to be called before its stream is disposed of.</summary>
    public void Close()
    {
        _consumed = BytesRead;
        _stream = null;
    }

    /// <summary>The run's failure over what could not be read of this file.</summary>
    public FileSourceException Unreadable(Exception exception) =>
        new($"Cannot read {Path} (input '{Named.Name}') to its end: {exception.Message}", exception);
}
