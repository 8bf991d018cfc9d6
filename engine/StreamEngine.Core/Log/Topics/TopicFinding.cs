namespace StreamEngine.Core.Log;

/// <summary>Something about a topic that a person should know, and how to mend it.</summary>
/// <param name="Severity">Whether the worker refuses to start with it.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="Mend">What to do about it.</param>
public sealed record TopicFinding(FindingSeverity Severity, string Topic, string Message, string Mend)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Severity == FindingSeverity.Refused ? "refused" : "warning")}: {Topic}: {Message} {Mend}";
}

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity : byte
{
    /// <summary>It works, but something can be lost that need not be.</summary>
    Warning,

    /// <summary>The guarantees do not hold: the worker does not start.</summary>
    Refused,
}
