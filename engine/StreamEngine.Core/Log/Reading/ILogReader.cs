namespace StreamEngine.Core.Log;

/// <summary>
/// Reads a bounded range of one partition outside of any group: the changelog, the journal, inputs read again. Only
/// committed records. It reads no further ahead than a few megabytes, so several can be open side by side. One call at
/// a time.
/// </summary>
public interface ILogReader : IAsyncDisposable
{
    /// <summary>Opens a range; a range opened before is left.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset to read; before the log's start is a fault of the read.</param>
    /// <param name="to">The offset before which the range ends, at most the last stable offset.</param>
    ValueTask OpenAsync(LogPartition partition, long from, long to);

    /// <summary>Reads on. Returns as soon as something is there, at most <paramref name="wait"/>.</summary>
    /// <param name="into">Cleared, then filled.</param>
    /// <param name="maxRecords">Most records to bring, at least 1.</param>
    /// <param name="wait">How long to wait for the first of them.</param>
    ValueTask<ReadResult> ReadAsync(LogBatch into, int maxRecords, TimeSpan wait);
}

/// <summary>How far a reader is.</summary>
public readonly record struct ReadResult
{
    /// <summary>The offset from which the next read goes on.</summary>
    public long Next { get; init; }

    /// <summary>Whether everything before the range's end was read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// A fault met while reading; null when there was none. Unless fatal, or of the partition, reading goes on.
    /// </summary>
    public LogFault? Fault { get; init; }
}
