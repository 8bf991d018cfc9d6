namespace StreamEngine.Core.Log;

/// <summary>Every limit of the log seam.</summary>
public static class LogLimits
{
    /// <summary>Most headers that a record may carry; further ones are refused when written.</summary>
    public const int Headers = 1024;

    /// <summary>Most partitions that a topic may have.</summary>
    public const int Partitions = 100_000;

    /// <summary>Most emptied batches that a set of polled records keeps for reuse.</summary>
    public const int PooledBatches = 1024;

    /// <summary>Most records in one poll or read.</summary>
    public const int RecordsPerPoll = 1_000_000;
}
