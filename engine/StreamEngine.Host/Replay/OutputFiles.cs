using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Host.Replay;

/// <summary>
/// The files of a replay, one a stream: JSON lines in the order in which they were decided. Files of an earlier run are
/// replaced; nothing else in the folder is touched.
/// </summary>
public sealed class OutputFiles : IDisposable
{
    /// <summary>
    /// The document about the run; written last, so that it never stands beside files of another run.
    /// </summary>
    public const string SummaryName = "summary.json";

    private readonly FileStream[] _files;

    /// <summary>Opens the files.</summary>
    public OutputFiles(string directory)
    {
        Directory.CreateDirectory(directory);
        SummaryPath = Path.Combine(directory, SummaryName);
        File.Delete(SummaryPath);
        _files = [.. Streams.Select(stream => Create(Path.Combine(directory, NameOf(stream) + ".jsonl")))];
        Counts = new long[_files.Length];
    }

    /// <summary>The streams, by number, as <see cref="ShopStreams"/> gives them.</summary>
    public static IEnumerable<int> Streams => Enumerable.Range(0, ShopStreams.DeadLetters + 1);

    /// <summary>Where the summary goes.</summary>
    public string SummaryPath { get; }

    /// <summary>How many lines each stream has, by number.</summary>
    public long[] Counts { get; }

    /// <summary>The digest of all lines that were given to it.</summary>
    public ResultDigest Digest { get; } = new();

    /// <summary>The names of the files that a replay writes.</summary>
    public static IEnumerable<string> Names => Streams.Select(stream => NameOf(stream) + ".jsonl").Append(SummaryName);

    /// <summary>The stream as the summary and the files call it.</summary>
    public static string NameOf(int stream) => stream switch
    {
        ShopStreams.Sessions => "sessions",
        ShopStreams.Triggers => "triggers",
        ShopStreams.Decisions => "decisions",
        ShopStreams.Kpis => "kpis",
        ShopStreams.LateEvents => "late-events",
        ShopStreams.DeadLetters => "dead-letters",
        _ => throw new ArgumentOutOfRangeException(nameof(stream), stream, null),
    };

    /// <summary>Writes a line that counts as it stands.</summary>
    public void Write(int stream, ReadOnlySpan<byte> line) => Write(stream, line, line);

    /// <summary>Writes a line of which the digest sees another form.</summary>
    public void Write(int stream, ReadOnlySpan<byte> line, ReadOnlySpan<byte> digested)
    {
        _files[stream].Write(line);
        _files[stream].WriteByte((byte)'\n');
        Counts[stream]++;
        Digest.Add(stream, digested);
    }

    /// <summary>Writes everything out.</summary>
    public void Flush()
    {
        foreach (var file in _files) file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static FileStream Create(string path) =>
        new(path, FileMode.Create, FileAccess.Write, FileShare.Read, Limits.OutputBufferBytes);
}
