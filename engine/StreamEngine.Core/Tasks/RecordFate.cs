namespace StreamEngine.Core.Tasks;

/// <summary>The columns of the ledger: every record ends in exactly one.</summary>
public enum FateKind : byte
{
    Processed,
    Duplicate,
    Late,
    Filtered,
    DeadLettered,
}

/// <summary>What became of a record, and why.</summary>
/// <param name="Input">The input stream.</param>
/// <param name="Source">Which source of it: a file, a partition.</param>
/// <param name="Position">Line or offset in the source.</param>
/// <param name="Weight">How many source records it stands for.</param>
/// <param name="Kind">The column.</param>
/// <param name="Stage">decode, validate or process, where it was dead-lettered.</param>
/// <param name="Reason">One of the reasons of docs/domain.md; null where it was processed.</param>
/// <param name="Message">For people; null where the reason says it all.</param>
public readonly record struct RecordFate(
    byte Input, int Source, long Position, int Weight, FateKind Kind,
    string? Stage = null, string? Reason = null, string? Message = null);

/// <summary>Told of the fate of each record, once. The value is valid during the call.</summary>
public delegate void RecordFateHandler(in RecordFate fate, ReadOnlySpan<byte> value);
