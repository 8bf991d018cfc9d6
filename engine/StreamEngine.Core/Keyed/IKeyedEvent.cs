namespace StreamEngine.Core.Keyed;

/// <summary>An event of a keyed stream. Instances are pooled: valid only while the pipeline handles them.</summary>
public interface IKeyedEvent
{
    /// <summary>Event time in ms since the epoch.</summary>
    long Time { get; set; }

    /// <summary>The rank of its input among events of equal time; 0 comes first, at most 15.</summary>
    byte Rank { get; set; }

    /// <summary>Identifies the event for deduplication within its key and input: a 64-bit hash.</summary>
    ulong Identity { get; set; }

    /// <summary>How many source records stand behind it in the ledger.</summary>
    int Weight { get; }
}
