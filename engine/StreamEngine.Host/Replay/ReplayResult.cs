using StreamEngine.Commerce.Outputs;
using StreamEngine.Runtime.Ledger;

namespace StreamEngine.Host.Replay;

/// <summary>What a replay has done.</summary>
public sealed record ReplayResult
{
    /// <summary>The books of all inputs together.</summary>
    public required LedgerColumns Total { get; init; }

    /// <summary>The books of each input, by its name.</summary>
    public required IReadOnlyList<(string Name, LedgerColumns Ledger)> Inputs { get; init; }

    /// <summary>How many lines each output stream has, by its number.</summary>
    public required IReadOnlyList<long> Outputs { get; init; }

    /// <summary>The earliest and latest event time that counted; null where no event did.</summary>
    public required (long First, long Last)? EventTime { get; init; }

    /// <summary>The hash of all results.</summary>
    public required string Digest { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>
    /// Why not all of the input could be read; null where it was. What could be read is processed all the same.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>The KPI lines of months and of all time, without breakdowns.</summary>
    public required IReadOnlyList<KpiRecord> Figures { get; init; }

    /// <summary>What was hidden: ids hashed, card numbers and addresses in free text blanked.</summary>
    public (long Ids, long CardNumbers, long Addresses) Hidden { get; init; }

    /// <summary>The decisions, counted.</summary>
    public required DecisionTally Decisions { get; init; }

    /// <summary>Source records a second.</summary>
    public double EventsPerSecond => Wall > TimeSpan.Zero ? Total.Read / Wall.TotalSeconds : 0;
}
