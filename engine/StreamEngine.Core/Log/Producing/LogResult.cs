namespace StreamEngine.Core.Log;

/// <summary>How a step of a transaction ended, and what has to be done next.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Fault">What went wrong; null when the step is done.</param>
public readonly record struct LogResult(LogOutcome Outcome, LogFault? Fault = null)
{
    /// <summary>The step did what it says.</summary>
    public static LogResult Done => new(LogOutcome.Done);

    /// <summary>Whether the step did what it says: a commit committed, an abort aborted.</summary>
    public bool IsDone => Outcome == LogOutcome.Done;

    /// <summary>Whether the producer is of no more use: dispose of it and create it again with the same slot.</summary>
    public bool NeedsNewProducer => Outcome is LogOutcome.Fenced or LogOutcome.Unknown or LogOutcome.Fatal;
}

/// <summary>How a step of a transaction can end.</summary>
public enum LogOutcome : byte
{
    /// <summary>The step did what it says. Of a commit: committed, for good. Of an abort: aborted, for good.</summary>
    Done,

    /// <summary>
    /// Nothing was decided. The same step may be taken again, a limited number of times. Never of a commit.
    /// </summary>
    Retriable,

    /// <summary>The transaction will not commit: abort it, then begin another. Of a commit: not committed.</summary>
    Abortable,

    /// <summary>
    /// Another producer with the same id has taken over, or the broker has given this one up. Needs a new producer.
    /// Whether a commit that ends so had been carried out before is not known: read the group's committed offsets.
    /// </summary>
    Fenced,

    /// <summary>
    /// It is not known what happened. Needs a new producer with the same id; its initialisation settles what was open,
    /// and the group's committed offsets then tell which way.
    /// </summary>
    Unknown,

    /// <summary>
    /// The producer is broken or not allowed to go on. As <see cref="Unknown"/>, but trying again will not help.
    /// </summary>
    Fatal,
}
