using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Status;

namespace StreamEngine.Runtime.Ledger;

/// <summary>
/// The books of one source: every record read ends in exactly one column, or still waits for the watermark.
/// </summary>
public sealed class LedgerColumns
{
    private readonly SortedDictionary<(FateKind, string), long> _reasons = [];

    /// <summary>Records taken from the source.</summary>
    public long Read { get; private set; }

    public long Processed { get; private set; }
    public long Duplicate { get; private set; }
    public long Late { get; private set; }
    public long Filtered { get; private set; }
    public long DeadLettered { get; private set; }

    /// <summary>Records read whose fate is not known yet; 0 once the input is drained.</summary>
    public long Waiting => Read - Processed - Duplicate - Late - Filtered - DeadLettered;

    /// <summary>How many ended for which reason.</summary>
    public IReadOnlyDictionary<(FateKind Kind, string Reason), long> Reasons => _reasons;

    /// <summary>Records were read.</summary>
    public void CountRead(long records) => Read += records;

    /// <summary>Records met their fate.</summary>
    public void CountFate(FateKind kind, string? reason, long records)
    {
        switch (kind)
        {
            case FateKind.Processed: Processed += records; break;
            case FateKind.Duplicate: Duplicate += records; break;
            case FateKind.Late: Late += records; break;
            case FateKind.Filtered: Filtered += records; break;
            default: DeadLettered += records; break;
        }

        if (reason is null) return;
        var id = (kind, reason);
        _reasons[id] = _reasons.GetValueOrDefault(id) + records;
    }

    /// <summary>Takes up where other books were.</summary>
    /// <param name="columns">Read, processed, duplicate, late, filtered, dead-lettered.</param>
    /// <param name="reasons">How many ended for which reason.</param>
    public void Restore(ReadOnlySpan<long> columns, IEnumerable<((FateKind Kind, string Reason) Id,
        long Count)> reasons)
    {
        (Read, Processed, Duplicate) = (columns[0], columns[1], columns[2]);
        (Late, Filtered, DeadLettered) = (columns[3], columns[4], columns[5]);
        _reasons.Clear();
        foreach (var (id, count) in reasons) _reasons[id] = count;
    }

    /// <summary>The books as a value.</summary>
    public LedgerReport ToReport() => new()
    {
        Read = Read, Processed = Processed, Duplicate = Duplicate, Late = Late, Filtered = Filtered,
        DeadLettered = DeadLettered, Reasons = new Dictionary<(FateKind, string), long>(_reasons),
    };

    /// <summary>Adds the books of another source.</summary>
    public void Add(LedgerColumns other)
    {
        Read += other.Read;
        Processed += other.Processed;
        Duplicate += other.Duplicate;
        Late += other.Late;
        Filtered += other.Filtered;
        DeadLettered += other.DeadLettered;
        foreach (var (id, count) in other._reasons) _reasons[id] = _reasons.GetValueOrDefault(id) + count;
    }
}
