namespace StreamEngine.Commerce;

/// <summary>The limits of customer state and events, in one place.</summary>
public static class Limits
{
    /// <summary>Open carts of a customer; beyond it the one unchanged longest expires early.</summary>
    public const int MaxOpenCarts = 100;

    /// <summary>Checkouts kept for a customer; beyond it the oldest is forgotten.</summary>
    public const int MaxCheckouts = 100;

    /// <summary>How long a closed checkout is kept after its last step, ms of event time.</summary>
    public const long ClosedCheckoutRetentionMs = 400L * Core.Time.EventTime.Day;

    /// <summary>Lines of one event; beyond it the record is too_large.</summary>
    public const int MaxLinesPerEvent = 10_000;

    /// <summary>
    /// Time zones, countries and campaigns remembered for a customer's log; beyond it a new one is not remembered.
    /// </summary>
    public const int MaxPlaces = 127;

    /// <summary>The longest value of a breakdown, in characters; longer ones are cut.</summary>
    public const int MaxBreakdownLength = 64;

    /// <summary>The largest amount: 99,999,999,999.9999, so that sums stay exact.</summary>
    public const long MaxAmountParts = 999_999_999_999_999;

    /// <summary>The largest quantity of a line.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>How long orders and their lines are kept, ms of event time (docs/domain.md, KPIs).</summary>
    public const long OrderRetentionMs = 400L * Core.Time.EventTime.Day;
}
