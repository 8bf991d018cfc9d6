namespace StreamEngine.Runtime.Recovery;

/// <summary>
/// A task cannot be restored as things are: the message names what is wrong and what mends it. Trying again does not
/// help.
/// </summary>
internal sealed class RestoreRefusedException : Exception
{
    public RestoreRefusedException(string message) : base(message) { }

    public RestoreRefusedException(string message, Exception inner) : base(message, inner) { }

    public RestoreRefusedException() { }

    /// <summary>The policy given cannot follow what the task has worked by; the refusal names what differs.</summary>
    public static RestoreRefusedException OfPolicy(int task, FormatException refusal) => new(
        $"Task {task} cannot go on under the policy it was given, for it has worked by another: {refusal.Message}. Put "
            + "these back as they were, or start over with 'streamengine state reset'.", refusal)
    {
        IsOfPolicy = true,
    };

    /// <summary>Whether the policy is what it cannot go on with, wherever its state is read from.</summary>
    public bool IsOfPolicy { get; init; }

    /// <summary>Whether a replay came out differently from what was published.</summary>
    public bool IsDivergence { get; init; }

    /// <summary>Whether an operator may accept it, and the task then goes on.</summary>
    public bool IsAcceptable { get; init; }
}

/// <summary>The log could not be read for now; the restore begins again.</summary>
internal sealed class RestoreInterruptedException : Exception
{
    public RestoreInterruptedException(string message) : base(message) { }

    public RestoreInterruptedException(string message, Exception inner) : base(message, inner) { }

    public RestoreInterruptedException() { }
}
