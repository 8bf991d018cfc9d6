namespace StreamEngine.Simulation;

/// <summary>A call of the log at which something may go wrong.</summary>
public enum LogPoint : byte
{
    Poll, Acknowledge, Seek, Resume, Init, Begin, Append, SendOffsets, Commit, Abort, Committed, End, Read, Open, Start,
}

/// <summary>What goes wrong.</summary>
public enum LogTrouble : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The process dies before the call has an effect.</summary>
    CrashBefore,

    /// <summary>The process dies after the call has had its effect.</summary>
    CrashAfter,

    /// <summary>The call fails and has no effect.</summary>
    Fail,

    /// <summary>The call has its effect, and the answer is lost.</summary>
    LoseAnswer,
}

/// <summary>Decides what goes wrong at a call.</summary>
/// <param name="instance">The process that calls.</param>
/// <param name="point">The call.</param>
public delegate LogTrouble TroubleMaker(string instance, LogPoint point);

/// <summary>The process is dead: nothing that it does after has any effect.</summary>
public sealed class SimulatedCrashException : Exception
{
    public SimulatedCrashException() : base("The simulated process crashed.") { }

    public SimulatedCrashException(string message) : base(message) { }

    public SimulatedCrashException(string message, Exception inner) : base(message, inner) { }
}
