namespace StreamEngine.Runtime.Snapshots;

/// <summary>
/// How long a replay of what came since the last snapshot would take: from the time that it took to process, and from
/// how fast the last replay of this task was.
/// </summary>
/// <remarks>
/// A replay is slower than the processing was: it begins in a process whose code is not compiled yet, and each
/// customer has to be brought into memory first, who may have been there before. What it spares, encoding and sending
/// outputs, is less. The time counts rather than the records, because a night without records may end a million
/// sessions.
/// </remarks>
internal sealed class ReplayEstimate
{
    /// <summary>How many times slower a replay is at most, as seen; 1.2 to 1.6 were measured.</summary>
    private const int TimesSlower = 2;

    /// <summary>Records from which on the rate of a replay says something.</summary>
    private const long TellingRecords = 10_000;

    private long _busyMs;
    private double _recordsPerSecond;

    /// <summary>Input records since the last snapshot.</summary>
    public long Records { get; private set; }

    /// <summary>How long their replay would take, ms.</summary>
    public long Ms => Math.Max(
        _busyMs * TimesSlower, _recordsPerSecond > 0 ? (long)(Records * 1000 / _recordsPerSecond) : 0);

    /// <summary>It was processed for so long.</summary>
    public void Worked(long elapsedMs) => _busyMs += Math.Max(0, elapsedMs);

    /// <summary>So many records were committed.</summary>
    public void Committed(long records) => Records += records;

    /// <summary>A snapshot has it all.</summary>
    public void Begin() => (_busyMs, Records) = (0, 0);

    /// <summary>The task was restored: that much was replayed, and no snapshot has it yet.</summary>
    public void Restored(long records, long elapsedMs)
    {
        (_busyMs, Records) = (Math.Max(0, elapsedMs) / TimesSlower, records);
        if (records >= TellingRecords && elapsedMs > 0) _recordsPerSecond = records * 1000.0 / elapsedMs;
    }
}
