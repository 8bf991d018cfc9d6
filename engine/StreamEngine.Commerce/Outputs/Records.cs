using StreamEngine.Commerce.Carts;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce.Outputs;

/// <summary>A session as published. Reused by the publisher: valid during the call.</summary>
public sealed record SessionRecord
{
    public Hash128 SessionId { get; set; }
    public byte[] CustomerKey { get; set; } = [];
    public bool IsMerged { get; set; }
    public Hash128? MergedInto { get; set; }
    public long Start { get; set; }
    public long End { get; set; }
    public int EventCount { get; set; }
    public int ProductViews { get; set; }
    public int CartAdds { get; set; }
    public int Checkouts { get; set; }
    public int Orders { get; set; }
    public decimal Revenue { get; set; }
    public string? Currency { get; set; }
    public bool AbandonedCart { get; set; }
    public bool IsBot { get; set; }
    public int Revision { get; set; }

    /// <summary>At least one order.</summary>
    public bool Converted => Orders > 0;

    /// <summary>True where the other states the same, whatever its revision.</summary>
    public bool SaysTheSameAs(SessionRecord other) => this with { Revision = 0 } == other with { Revision = 0 };
}

/// <summary>What recovered or retracted a trigger.</summary>
public sealed record TriggerCause(
    string? OrderId, string? EventId, long At, decimal? Value, string? Currency, string? Rule);

/// <summary>The kinds of abandonment, the most significant first.</summary>
public enum AbandonmentKind : byte { Checkout = 0, Cart = 1, Browse = 2 }

/// <summary>An abandonment trigger as published.</summary>
public sealed record TriggerRecord
{
    public required Hash128 TriggerId { get; init; }
    public required AbandonmentKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Step { get; init; }

    /// <summary>fired, retracted or recovered.</summary>
    public required string Status { get; init; }
    public required byte[] CustomerKey { get; init; }
    public string? CartId { get; init; }
    public Hash128 SessionId { get; init; }
    public long OpenedAt { get; init; }
    public long LastActivityAt { get; init; }
    public long DueAt { get; init; }
    public long FiredAt { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public IReadOnlyList<CartLine> Lines { get; init; } = [];
    public string? LastCheckoutStep { get; init; }
    public string? AbortReason { get; init; }
    public string? Basis { get; init; }
    public string PolicyVersion { get; init; } = "";
    public TriggerCause? RecoveredBy { get; init; }
    public TriggerCause? RetractedBy { get; init; }
    public int Revision { get; init; } = 1;
}

/// <summary>What became of a candidate, and why. Reused by the publisher: valid during the call.</summary>
public sealed record DecisionRecord
{
    public Hash128 CandidateId { get; set; }
    public AbandonmentKind Kind { get; set; }
    public int Step { get; set; }
    public byte[] CustomerKey { get; set; } = [];
    public string? CartId { get; set; }
    public long LastActivityAt { get; set; }
    public long DueAt { get; set; }
    public long At { get; set; }

    /// <summary>fired, suppressed, cancelled, retracted or recovered.</summary>
    public string Outcome { get; set; } = "";
    public string? Rule { get; set; }
    public string? Detail { get; set; }

    /// <summary>The version of the policy that decided.</summary>
    public string PolicyVersion { get; set; } = "";
}

/// <summary>One line of a figure.</summary>
public sealed record KpiRecord
{
    public required string Kpi { get; init; }
    public required string Grain { get; init; }
    public required long WindowStart { get; init; }
    public required long WindowEnd { get; init; }
    public required string View { get; init; }

    /// <summary>One pair, or null for the whole.</summary>
    public (string Name, string Value)? Breakdown { get; init; }
    public required decimal Numerator { get; init; }
    public required decimal Denominator { get; init; }
    public required decimal? Value { get; init; }
    public string? Currency { get; init; }
    public required bool IsFinal { get; init; }
    public int Revision { get; init; } = 1;
}

/// <summary>Receives what the pipeline publishes, in the order in which it was decided.</summary>
public interface IShopOutput
{
    /// <summary>A session that closed, was corrected or merged away. The record is reused.</summary>
    void Publish(SessionRecord session);

    /// <summary>A trigger that fired, was retracted or recovered.</summary>
    void Publish(TriggerRecord trigger);

    /// <summary>The fate of a candidate. The record is reused.</summary>
    void Publish(DecisionRecord decision);
}
