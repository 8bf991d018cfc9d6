namespace StreamEngine.Core.Log;

/// <summary>A fault where none is expected and no decision is due: the client is unusable.</summary>
public sealed class LogException : Exception
{
    /// <summary>Creates the exception for a fault.</summary>
    public LogException(LogFault fault)
        : base(fault.Message) => Fault = fault;

    /// <summary>Creates an exception without a fault of its own.</summary>
    public LogException()
        : this("The log failed.")
    {
    }

    /// <summary>Creates the exception.</summary>
    public LogException(string message)
        : base(message) => Fault = new LogFault(LogFaultKind.Other, 0, message);

    /// <summary>Creates the exception.</summary>
    public LogException(string message, Exception innerException)
        : base(message, innerException) => Fault = new LogFault(LogFaultKind.Other, 0, message);

    /// <summary>What went wrong.</summary>
    public LogFault Fault { get; }
}
