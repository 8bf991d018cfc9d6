namespace StreamEngine.Core.Log;

/// <summary>What went wrong, in terms that the caller can decide on.</summary>
/// <param name="Kind">The class of the fault.</param>
/// <param name="Code">The connector's own error code; 0 where it has none.</param>
/// <param name="Message">What happened, for people. Never holds a secret.</param>
public sealed record LogFault(LogFaultKind Kind, int Code, string Message)
{
    /// <summary>The partition that the fault concerns; null when it concerns the client.</summary>
    public LogPartition? Partition { get; init; }

    /// <summary>Whether the client that met the fault is of no more use and has to be replaced.</summary>
    public bool IsFatal { get; init; }
}

/// <summary>The classes of faults.</summary>
public enum LogFaultKind : byte
{
    /// <summary>Anything that has no class of its own.</summary>
    Other,

    /// <summary>Brokers away, connections broken, answers overdue. Passes by itself; the client keeps trying.</summary>
    Unreachable,

    /// <summary>
    /// The position is before the log's start or past its end: data was deleted, or the topic is another one.
    /// </summary>
    OffsetOutOfRange,

    /// <summary>The topic or the partition does not exist.</summary>
    UnknownTopic,

    /// <summary>What was to be created is there already.</summary>
    AlreadyExists,

    /// <summary>Credentials refused, or an operation not allowed.</summary>
    Unauthorized,

    /// <summary>
    /// The group has gone on without this member: its generation is stale. Abort, then wait for the group's event.
    /// </summary>
    StaleMembership,

    /// <summary>
    /// Another producer with the same transactional id has taken over, or the broker gave this one up.
    /// </summary>
    ProducerFenced,

    /// <summary>The member did not poll for too long and was taken out of the group; a lost event follows.</summary>
    PollOverdue,

    /// <summary>
    /// The broker refuses the record itself: too large, timestamp out of range, no key in a compacted topic.
    /// </summary>
    RecordRefused,

    /// <summary>The local queue stayed full for the whole time allowed.</summary>
    QueueFull,

    /// <summary>The bytes of a record are not what was written: a checksum or a decompression failed.</summary>
    Corrupt,

    /// <summary>The broker's settings or the client's do not allow the operation.</summary>
    Configuration,
}

/// <summary>A value, or the fault that kept it from being known.</summary>
public readonly record struct LogAnswer<T>
{
    /// <summary>The value; meaningful only where <see cref="Fault"/> is null.</summary>
    public T? Value { get; init; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public LogFault? Fault { get; init; }

    /// <summary>Whether there is a value.</summary>
    public bool IsKnown => Fault is null;

    /// <summary>An answer that holds the value.</summary>
    public static LogAnswer<T> Of(T value) => new() { Value = value };

    /// <summary>An answer that could not be had.</summary>
    public static LogAnswer<T> Not(LogFault fault) => new() { Fault = fault };
}
