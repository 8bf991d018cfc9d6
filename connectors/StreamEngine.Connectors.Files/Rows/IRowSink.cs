using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Rows;

/// <summary>Takes what a format makes of its rows. Spans and drafts are valid during the call only.</summary>
internal interface IRowSink
{
    /// <summary>An event, or the flaw that its draft notes, with the bytes it came from.</summary>
    void Event(EventDraft draft, in RowPosition at, int weight, ReadOnlySpan<byte> payload);

    /// <summary>A sound row of a grouped event, to come back with all others of its group.</summary>
    void GroupRow(in Hash128 group, in RowPosition at, ReadOnlySpan<byte> row);

    /// <summary>Rows that are refused.</summary>
    void Reject(RejectReason reason, string message, in RowPosition at, int weight, ReadOnlySpan<byte> payload);

    /// <summary>Rows that carry nothing.</summary>
    void Filtered(string reason, in RowPosition at, int weight);
}
