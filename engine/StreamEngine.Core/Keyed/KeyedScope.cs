namespace StreamEngine.Core.Keyed;

/// <summary>
/// What an operator may know while it handles an element: whose turn it is, what time it is, and what its outputs count
/// for. One instance a task; its properties change from element to element.
/// </summary>
public sealed class KeyedScope<TState> where TState : KeyedState
{
    /// <summary>The state of the key at hand.</summary>
    public TState State { get; internal set; } = null!;

    /// <summary>The event time of the element, or the due time of the timer, at hand.</summary>
    public long Now { get; internal set; }

    /// <summary>Why the fold runs.</summary>
    public FoldPhase Phase { get; internal set; }

    /// <summary>
    /// What a fact derived now counts for: 1 as usual, −1 where it is taken back, 0 where nothing is published.
    /// </summary>
    public int Weight => Phase switch
    {
        FoldPhase.Live or FoldPhase.Restate => 1,
        FoldPhase.TakeBack => -1,
        _ => 0,
    };

    /// <summary>True where decisions may be made and published: live, or restating after a late event.</summary>
    public bool Decides => Phase is FoldPhase.Live or FoldPhase.Restate;

    /// <summary>True where the element at hand is processed for the first time, not folded again.</summary>
    public bool IsFirst { get; internal set; }

    /// <summary>True where the element at hand is the late event that a correction is about.</summary>
    public bool IsLate { get; internal set; }

    /// <summary>
    /// Marks of the event at hand that stay with it in the log, four bits: what an operator decided once about it and
    /// must not decide differently when it is folded again.
    /// </summary>
    public byte Marks { get; set; }

    /// <summary>In a probe, an operator asks here for marks on the late event itself.</summary>
    public byte LateEventMarks { get; set; }

    /// <summary>In a probe, the time of the late event.</summary>
    public long LateAt { get; internal set; }

    /// <summary>
    /// Every timer due before this time is settled, or about to be: the watermark, as far as this task is.
    /// </summary>
    public long Horizon { get; internal set; }
}
