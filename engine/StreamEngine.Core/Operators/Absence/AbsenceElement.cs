namespace StreamEngine.Core.Operators.Absence;

/// <summary>What a judge says of a candidate that is due.</summary>
/// <param name="Rule">The rule that objects; null where none does.</param>
/// <param name="MovedTo">Where not 0: not now, at this later time.</param>
public readonly record struct Judgement(string? Rule, long MovedTo = 0)
{
    /// <summary>Nothing objects.</summary>
    public static readonly Judgement Passed;
}

/// <summary>
/// Judges a candidate that is due. <paramref name="again"/> is true where it fired before and the complete input is
/// asked whether it would again: rules that look at what was published are left out then.
/// </summary>
public delegate Judgement AbsenceJudge(in Candidate candidate, int step, long asOf, bool again);

/// <summary>A decision about a candidate. Reused: valid during <c>OnNext</c> only.</summary>
public sealed class AbsenceElement
{
    /// <summary>What was decided.</summary>
    public AbsenceOutcome Outcome { get; internal set; }

    /// <summary>The rule behind it; null where it fired.</summary>
    public string? Rule { get; internal set; }

    /// <summary>The candidate; its subject is not set for Retracted and Recovered, which speak of what was.</summary>
    public Candidate Candidate;

    /// <summary>The step, from 0.</summary>
    public int Step { get; internal set; }

    /// <summary>
    /// When it was due, and when it was decided: for Fired and Suppressed the due time or what it was moved to.
    /// </summary>
    public long Due { get; internal set; }
    public long At { get; internal set; }

    /// <summary>The decision as it is remembered.</summary>
    public RememberedDecision Decision { get; internal set; } = null!;
}
