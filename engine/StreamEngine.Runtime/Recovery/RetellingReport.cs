namespace StreamEngine.Runtime.Recovery;

/// <summary>How much of what a task did was told once more, and whether it came out as it did then.</summary>
/// <param name="IsWhole">
/// True where it began with the task's first journal entry; false where retention has taken the beginning away, so that
/// the state at the first entry that is left is not known.
/// </param>
/// <param name="Entries">Journal entries.</param>
/// <param name="Records">Input records.</param>
/// <param name="OtherSettings">Entries made by another version of the logic or under other settings.</param>
/// <param name="Difference">The first entry that came out differently; null where none did, or nobody can tell.</param>
public sealed record RetellingReport(
    bool IsWhole, long Entries, long Records, long OtherSettings, string? Difference);

/// <summary>What a task did cannot be read.</summary>
public sealed class RetellingException : Exception
{
    public RetellingException(string message) : base(message) { }

    public RetellingException(string message, Exception inner) : base(message, inner) { }

    public RetellingException() { }
}
