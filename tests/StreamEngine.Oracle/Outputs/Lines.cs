using StreamEngine.Oracle.Kpis;

namespace StreamEngine.Oracle.Outputs;

/// <summary>
/// A line of sessions.jsonl. Its identity is (CustomerKey, Start); times are milliseconds since the epoch.
/// </summary>
public sealed record OracleSession
{
    public required string CustomerKey { get; init; }

    /// <summary>Where it came from; not part of the line.</summary>
    internal Origin? Origin { get; init; }
    public required long Start { get; init; }
    public required long End { get; init; }
    public string Status { get; init; } = "closed";

    /// <summary>Start of the session that it was merged into; null while closed.</summary>
    public long? MergedIntoStart { get; init; }
    public int EventCount { get; init; }
    public int ProductViews { get; init; }
    public int CartAdds { get; init; }
    public int Checkouts { get; init; }
    public int Orders { get; init; }
    public decimal Revenue { get; init; }

    /// <summary>The currency of the session's first order; null without one.</summary>
    public string? Currency { get; init; }
    public bool Converted { get; init; }
    public bool AbandonedCart { get; init; }
    public bool Bot { get; init; }
    public int Revision { get; init; } = 1;
}

/// <summary>
/// What a triggerId or candidateId is made of (domain 5). Ordinal: equal candidates decided before it.
/// </summary>
public sealed record CandidateId(
    string CustomerKey, string? CartId, string Kind, int Step, long LastActivityAt, int Ordinal);

/// <summary>A line of a cart as a trigger states it.</summary>
public sealed record OracleLine(string ProductId, string? Variant, long Quantity, decimal? UnitPrice);

/// <summary>What recovered a trigger.</summary>
public sealed record OracleCause(
    string? OrderId, string? EventId, long At, decimal? Value, string? Currency, string Rule);

/// <summary>A line of triggers.jsonl.</summary>
public sealed record OracleTrigger
{
    public required CandidateId Id { get; init; }
    public required string Status { get; init; }

    /// <summary>Start of the session of lastActivityAt, which identifies it.</summary>
    public long? SessionStart { get; init; }
    public long OpenedAt { get; init; }
    public long DueAt { get; init; }
    public long FiredAt { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }

    /// <summary>Ordered by product, then variant (ordinal).</summary>
    public IReadOnlyList<OracleLine> Lines { get; init; } = [];
    public string? LastCheckoutStep { get; init; }
    public string? AbortReason { get; init; }
    public string? Basis { get; init; }
    public string PolicyVersion { get; init; } = "";
    public OracleCause? RecoveredBy { get; init; }
    public OracleCause? RetractedBy { get; init; }
    public int Revision { get; init; } = 1;
}

/// <summary>A line of decisions.jsonl.</summary>
public sealed record OracleDecision(
    CandidateId Id, long DueAt, long At, string Outcome, string? Rule, string PolicyVersion);

/// <summary>The last line of a KPI key in kpis.jsonl. WindowEnd is exclusive but for grain `all`.</summary>
public sealed record OracleKpi(
    string Kpi, string Grain, long WindowStart, long WindowEnd, string View, string? Breakdown,
    decimal Numerator, decimal Denominator, decimal? Value, string? Currency, string Status)
{
    /// <summary>
    /// Whether nothing stands on it (any more). Which such lines exist depends on the order of arrival.
    /// </summary>
    public bool IsEmpty => Numerator == 0
        && (Denominator == 0 || KpiDefinition.Named(Kpi).Denominator is null || IsShareOfWhole);

    private bool IsShareOfWhole => Breakdown is { } by
        && (by.StartsWith("{\"reason\"", StringComparison.Ordinal)
            || by.StartsWith("{\"step\"", StringComparison.Ordinal));
}

/// <summary>The column of the ledger that a record ends in.</summary>
public enum LedgerColumn
{
    /// <summary>Beyond `--until`: not read at all.</summary>
    Unread,
    Processed,
    Duplicate,
    Late,
    Filtered,
    DeadLettered,
}

/// <summary>The verdict on the record at one position of the input.</summary>
public sealed record OracleVerdict(int Position, LedgerColumn Column, string? Reason = null);

/// <summary>The ledger: one verdict a record, in arrival order.</summary>
public sealed record OracleLedger(IReadOnlyList<OracleVerdict> Verdicts)
{
    public int Read => Verdicts.Count - Count(LedgerColumn.Unread);
    public int Processed => Count(LedgerColumn.Processed);
    public int Duplicate => Count(LedgerColumn.Duplicate);
    public int Late => Count(LedgerColumn.Late);
    public int Filtered => Count(LedgerColumn.Filtered);
    public int DeadLettered => Count(LedgerColumn.DeadLettered);

    private int Count(LedgerColumn column) => Verdicts.Count(v => v.Column == column);
}

/// <summary>
/// Everything expected of one replay. Lines stand by the event time of their decision, then by customer key.
/// </summary>
public sealed record OracleResult
{
    public required IReadOnlyList<OracleSession> Sessions { get; init; }
    public required IReadOnlyList<OracleTrigger> Triggers { get; init; }
    public required IReadOnlyList<OracleDecision> Decisions { get; init; }
    public required IReadOnlyList<OracleKpi> Kpis { get; init; }
    public required OracleLedger Ledger { get; init; }

    /// <summary>
    /// Processed or duplicate records that arrived behind the watermark: where it is not 0, corrections are among the
    /// lines, and the order of lines is exact only within a customer.
    /// </summary>
    public required int BehindWatermark { get; init; }

    /// <summary>Highest acceptable event time minus the out-of-orderness bound; null without records.</summary>
    public required long? Watermark { get; init; }
}

/// <summary>
/// What must stand in the end, whatever the order of arrival within the allowed lateness (domain 11).
/// </summary>
public sealed record OracleFinal
{
    /// <summary>The last line of every session that was not merged into another.</summary>
    public required IReadOnlyList<OracleSession> Sessions { get; init; }

    /// <summary>Triggers that the complete input in event-time order fires; recovered ones in that state.</summary>
    public required IReadOnlyList<OracleTrigger> StandingTriggers { get; init; }

    /// <summary>Without the lines that are empty.</summary>
    public required IReadOnlyList<OracleKpi> Kpis { get; init; }

    public required OracleLedger Ledger { get; init; }
}
