namespace StreamEngine.Core.Keyed;

/// <summary>Limits of a keyed process.</summary>
public sealed record KeyedOptions
{
    /// <summary>How far back events of a key are kept for corrections, ms: allowed lateness and 24 h more.</summary>
    public long RetentionMs { get; init; } = Time.EventTime.Day * 4;

    /// <summary>Events of one identity at most this far apart are duplicates, ms.</summary>
    public long DeduplicationWindowMs { get; init; } = Time.EventTime.Day;

    /// <summary>A log shorter than this is not worth moving into the base.</summary>
    public int RebaseFrom { get; init; } = 64;

    /// <summary>
    /// The most events a key's log holds; beyond it the older half moves into the base before its time.
    /// </summary>
    public int MaxLogEntries { get; init; } = 20_000;

    /// <summary>Throws where a limit makes no sense.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RetentionMs);
        ArgumentOutOfRangeException.ThrowIfNegative(DeduplicationWindowMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(RebaseFrom, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLogEntries, RebaseFrom);
    }
}
