namespace StreamEngine.Core.Keyed;

/// <summary>Why the fold of a key runs.</summary>
public enum FoldPhase : byte
{
    /// <summary>New events and timers, in order.</summary>
    Live,

    /// <summary>A trial with a late event in its place: it is judged and marked, nothing is published.</summary>
    Probe,

    /// <summary>What was published before a late event, once more, to take it back.</summary>
    TakeBack,

    /// <summary>What holds with the late event, to be published.</summary>
    Restate,

    /// <summary>Old events move into the base; nothing is published.</summary>
    Rebase,
}
