namespace StreamEngine.Core.Operators.Absence;

/// <summary>What a signal does to the candidates of the key at hand.</summary>
public enum AbsenceAction : byte
{
    /// <summary>
    /// A: something began, or went on; what was armed of the same kind and subject is reset without a word.
    /// </summary>
    Arm,

    /// <summary>C: what was armed no longer stands; no decision is written.</summary>
    Reset,

    /// <summary>B: what was waited for happened; one cancellation for each step not yet decided.</summary>
    Disarm,

    /// <summary>What was waited for happened after firing.</summary>
    Recover,

    /// <summary>
    /// Not armed, and why: what a retraction of the same candidate names, should it have fired before.
    /// </summary>
    Withhold,
}

/// <summary>A signal to <c>Absence</c>.</summary>
public readonly record struct AbsenceSignal
{
    /// <summary>What to do.</summary>
    public required AbsenceAction Action { get; init; }

    /// <summary>Which kind; <see cref="AnyKind"/> (not for Arm) means each.</summary>
    public required int Kind { get; init; }

    /// <summary>Which instance within the fold (a cart); <see cref="AnySubject"/> (not for Arm) means each.</summary>
    public long Subject { get; init; }

    /// <summary>What the subject is called for good: equal for the same cart after a correction.</summary>
    public ulong SubjectKey { get; init; }

    /// <summary>Arm, Withhold: when the last activity was. Recover: only what fired at or after this time.</summary>
    public long ActivityAt { get; init; }

    /// <summary>Arm: when the subject came to be, for the order among equal due times.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Arm: what people call the subject, for the order among those created at the same time.</summary>
    public string? Name { get; init; }

    /// <summary>Arm: a value of the caller that comes back with the candidate (the session at hand).</summary>
    public Hashing.Hash128 Context { get; init; }

    /// <summary>
    /// Why, as it stands on the decision or on a later retraction; for Arm why what was armed is reset.
    /// </summary>
    public string? Rule { get; init; }

    public const int AnyKind = -1;
    public const long AnySubject = long.MinValue;

    /// <summary>The <see cref="SubjectKey"/> of a kind whose only subject is the key itself.</summary>
    public const ulong NoSubjectKey = 0;
}
