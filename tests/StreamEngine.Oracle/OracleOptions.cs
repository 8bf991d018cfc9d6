using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle;

/// <summary>What `replay` is told besides input and policy (contract, section 1).</summary>
public sealed record OracleOptions
{
    /// <summary>The watermark stands this far behind the highest event time seen.</summary>
    public TimeSpan OutOfOrderness { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An event further than this behind the watermark is late.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromHours(72);

    /// <summary>When the record at a position arrived, where that is known; files know it of none.</summary>
    public Func<int, long>? ArrivalOf { get; init; }

    /// <summary>How far ahead of its arrival an event may claim to be.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>`--assume-consent`.</summary>
    public bool AssumeConsent { get; init; }

    /// <summary>False for `--no-drain`.</summary>
    public bool Drain { get; init; } = true;

    /// <summary>`--until`, milliseconds since the epoch; implies no drain.</summary>
    public long? Until { get; init; }

    /// <summary>Versions that follow the first one, in the order of their positions.</summary>
    public IReadOnlyList<PolicyChange> PolicyChanges { get; init; } = [];

    /// <summary>The list of bots by user agent (domain 8): true filters the record.</summary>
    public Func<string, bool>? IsBotUserAgent { get; init; }

    /// <summary>Whether the end of the input is the end of time.</summary>
    internal bool Drains => Drain && Until is null;
}
