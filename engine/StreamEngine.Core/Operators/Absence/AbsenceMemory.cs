namespace StreamEngine.Core.Operators.Absence;

/// <summary>What became of a candidate's step.</summary>
public enum AbsenceOutcome : byte
{
    Fired = 0,
    Suppressed = 1,
    Cancelled = 2,
    Retracted = 3,
    Recovered = 4,
}

/// <summary>A decision once made. It is remembered, not folded: what was published stays published.</summary>
public sealed class RememberedDecision
{
    public required int Kind { get; init; }
    public required int Step { get; init; }
    public required ulong SubjectKey { get; init; }
    public string? Name { get; init; }
    public required long ActivityAt { get; init; }
    public required int Ordinal { get; init; }

    /// <summary>The due time as stated, and when it was decided: the due time or what it was moved to.</summary>
    public required long Due { get; init; }
    public required long At { get; init; }

    /// <summary>Fired, Suppressed or Cancelled.</summary>
    public required AbsenceOutcome Outcome { get; init; }

    public bool IsRetracted { get; set; }
    public bool IsRecovered { get; set; }

    /// <summary>How often it was published; 1 when fired.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>What the caller published and will need to publish again with another status.</summary>
    public object? Content { get; set; }

    /// <summary>While a correction runs: true where the complete input fires it too.</summary>
    internal bool IsConfirmed { get; set; }

    /// <summary>While a correction runs: what became of it when it was armed; the last word counts.</summary>
    internal string? Objection { get; set; }

    /// <summary>While a correction runs: why it was not armed at its activity.</summary>
    internal string? Withheld { get; set; }

    internal bool CanBeRetracted => Outcome == AbsenceOutcome.Fired && !IsRetracted;

    internal bool IsOf(in Candidate candidate, int step) =>
        Step == step && Ordinal == candidate.Ordinal
        && candidate.IsSame(Kind, SubjectKey, ActivityAt);
}

/// <summary>The decisions made for a key that can still matter: remembered, not part of the fold.</summary>
public sealed class AbsenceMemory
{
    /// <summary>In the order in which they were made.</summary>
    public List<RememberedDecision> Decisions { get; } = new(capacity: 1);

    /// <summary>
    /// Forgets what neither a late event nor a recovery can reach: decisions before the base, fired ones a recovery
    /// window and <paramref name="lookBackMs"/> (for rules that look at what fired) later.
    /// </summary>
    public void Tidy(long baseTime, long lookBackMs) =>
        Decisions.RemoveAll(d => d.Outcome == AbsenceOutcome.Fired
            ? d.At + lookBackMs < baseTime
            : d.At < baseTime);

    internal RememberedDecision? Find(in Candidate candidate, int step)
    {
        foreach (var decision in Decisions)
            if (decision.IsOf(candidate, step)) return decision;
        return null;
    }
}
