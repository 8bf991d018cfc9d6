namespace StreamEngine.Host.Logging;

/// <summary>
/// Every line that the worker logs, with its event id: 1xxx the process, 2xxx tasks, 3xxx commits, 4xxx Kafka. Nothing
/// of a customer, an event or a secret is ever an argument.
/// </summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1001, LogLevel.Information, "StreamEngine {Version} starts, {Workers} worker(s), policy {Policy}")]
    public static partial void Starts(this ILogger logger, string version, int workers, string policy);

    [LoggerMessage(1002, LogLevel.Information, "Pages at {Url}: /status /metrics /health/live /health/ready")]
    public static partial void PagesOpen(this ILogger logger, string url);

    [LoggerMessage(1003, LogLevel.Warning, "Pages are open to other machines at {Url}; they hold no customer's data")]
    public static partial void PagesExposed(this ILogger logger, string url);

    [LoggerMessage(1004, LogLevel.Information, "Cluster {Cluster} at {Bootstrap}, group {Group}, {Tasks} task(s)")]
    public static partial void Connected(
        this ILogger logger, string cluster, string bootstrap, string group, int tasks);

    [LoggerMessage(1005, LogLevel.Warning, "{Problem} Trying again for {Seconds} s.")]
    public static partial void NotConnected(this ILogger logger, string problem, int seconds);

    [LoggerMessage(1006, LogLevel.Warning, "Topic {Topic}: {Message} {Mend}")]
    public static partial void TopicWarning(this ILogger logger, string topic, string message, string mend);

    [LoggerMessage(1007, LogLevel.Information, "Stopping: finishing the batch, committing, closing with a snapshot")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(1008, LogLevel.Information, "Stopped in order")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(1009, LogLevel.Error, "Worker {Slot} failed: {Problem}; a new one starts in {Seconds} s")]
    public static partial void WorkerFailed(this ILogger logger, int slot, string problem, double seconds);

    [LoggerMessage(1010, LogLevel.Critical, "Worker {Slot} failed {Times} times in a row and is given up: {Problem}")]
    public static partial void WorkerGivenUp(this ILogger logger, int slot, int times, string problem);

    [LoggerMessage(2001, LogLevel.Information, "Task {Partition}: {From} to {To} {Reason}")]
    public static partial void TaskMoved(this ILogger logger, int partition, string from, string to, string reason);

    [LoggerMessage(2002, LogLevel.Error, "Task {Partition} is parked and unready: {Reason}")]
    public static partial void TaskParked(this ILogger logger, int partition, string reason);

    [LoggerMessage(2003, LogLevel.Information,
        "Task {Partition}: snapshot {Sequence}, {Records} records, {Bytes} bytes in {Milliseconds} ms")]
    public static partial void SnapshotTaken(
        this ILogger logger, int partition, long sequence, int records, long bytes, long milliseconds);

    [LoggerMessage(2004, LogLevel.Information,
        "Task {Partition}: restored {StateRecords} records of state from {Source}, {Replayed} replayed ({Phases})")]
    public static partial void Restored(
        this ILogger logger, int partition, long stateRecords, string source, long replayed, string phases);

    [LoggerMessage(2005, LogLevel.Warning,
        "Task {Partition} goes on without what its local mirror held: {Problem} Nothing is lost.")]
    public static partial void MirrorFailed(this ILogger logger, int partition, string problem);

    [LoggerMessage(2006, LogLevel.Information,
        "Task {Partition}: policy version {Version} is in force from {From} of event time on")]
    public static partial void PolicyAdopted(this ILogger logger, int partition, string version, string from);

    [LoggerMessage(2007, LogLevel.Warning,
        "Task {Partition} goes on from what an operator accepted instead of what was published: {What}")]
    public static partial void DivergenceAccepted(this ILogger logger, int partition, string what);

    [LoggerMessage(3001, LogLevel.Debug, "Committed {Records} records in {Milliseconds} ms")]
    public static partial void Committed(this ILogger logger, long records, long milliseconds);

    [LoggerMessage(3002, LogLevel.Warning, "Transaction did not commit ({Kind}, try {Attempt}): {Message}")]
    public static partial void Aborted(this ILogger logger, string kind, int attempt, string message);

    [LoggerMessage(4001, LogLevel.Information, "Group: {Change} {Partitions}")]
    public static partial void Rebalanced(this ILogger logger, string change, string partitions);

    [LoggerMessage(4002, LogLevel.Warning, "Kafka ({Kind}): {Message}")]
    public static partial void Faulted(this ILogger logger, string kind, string message);

    [LoggerMessage(EventId = 4003, Message = "Kafka client {Client} {Facility}: {Message}")]
    public static partial void KafkaSays(
        this ILogger logger, LogLevel level, string client, string facility, string message);
}
