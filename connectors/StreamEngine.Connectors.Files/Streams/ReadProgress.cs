using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Reading;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>How many bytes of all files are read: those of closed files, and of the few that are open.</summary>
internal sealed class ReadProgress
{
    private readonly List<(SourceFile File, FileStream Stream)> _open = [];
    private long _closedBytes;

    public long BytesRead => _closedBytes + _open.Sum(open => BytesOf(open.Stream));

    /// <summary>Opens the file, through gzip where its name says so, and follows it.</summary>
    /// <exception cref="FileSourceException">The file is not there, or may not be read.</exception>
    public Stream Open(SourceFile file)
    {
        var stream = file.Open();
        _open.Add((file, stream));
        return GzipName.IsGzip(file.Path) ? new WholeGzipStream(stream) : stream;
    }

    /// <summary>Notes that the file is done; to be called before its stream is disposed of.</summary>
    public void Close(SourceFile file)
    {
        var at = _open.FindIndex(open => open.File == file);
        _closedBytes += BytesOf(_open[at].Stream);
        _open.RemoveAt(at);
    }

    // A pipe has no position, and no size to compare it with.
    private static long BytesOf(FileStream stream) => stream.CanSeek ? stream.Position : 0;
}
