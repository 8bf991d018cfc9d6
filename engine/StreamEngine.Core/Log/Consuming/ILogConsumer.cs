namespace StreamEngine.Core.Log;

/// <summary>
/// A member of the consumer group. It reads only committed records and keeps no committed offset itself: offsets are
/// sent with the producer's transaction. One call at a time; a poll may stay under way while records of the poll before
/// are processed, as long as nothing else is called meanwhile.
/// </summary>
public interface ILogConsumer : IAsyncDisposable
{
    /// <summary>
    /// Waits for records, an end or a group event. Returns as soon as something is there, at most
    /// <paramref name="wait"/>. Must be called again within the configured maximal poll interval, also when every
    /// partition is paused.
    /// </summary>
    /// <param name="into">Cleared, then filled. Empty when the result carries an event.</param>
    /// <param name="maxRecords">Most records to bring, at least 1.</param>
    /// <param name="wait">How long to wait for the first of them.</param>
    /// <exception cref="InvalidOperationException">
    /// An event is not acknowledged yet, or the consumer is closed.
    /// </exception>
    ValueTask<PollResult> PollAsync(PolledRecords into, int maxRecords, TimeSpan wait);

    /// <summary>
    /// Ends the event that the last poll returned. Every transaction must be committed or aborted before.
    /// </summary>
    /// <param name="groupEvent">The event.</param>
    /// <param name="start">For an assignment: where each of its partitions starts. Else empty.</param>
    ValueTask AcknowledgeAsync(GroupEvent groupEvent, IReadOnlyList<LogPosition> start);

    /// <summary>
    /// Stops delivery of owned partitions. Their records still under way are read again after the resumption.
    /// </summary>
    ValueTask PauseAsync(IReadOnlyList<LogPartition> partitions);

    /// <summary>Goes on where the delivery of the partitions stopped, or at the place last sought.</summary>
    /// <returns>The fault that kept a partition, and those after it, from going on; null when all do.</returns>
    ValueTask<LogFault?> ResumeAsync(IReadOnlyList<LogPartition> partitions);

    /// <summary>
    /// Goes on elsewhere, as after an abort. Paused partitions stay paused. A partition whose position was out of range
    /// stands still until it is assigned again: its data is gone, which is nothing to be skipped in passing.
    /// </summary>
    /// <returns>
    /// The fault that kept it from happening; null when every partition will go on where it was told.
    /// </returns>
    ValueTask<LogFault?> SeekAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout);

    /// <summary>Captures who this member is now; call it when a transaction begins.</summary>
    GroupMembership CaptureMembership();

    /// <summary>Leaves the group. Commit or abort before; the last revocation is not announced any more.</summary>
    ValueTask CloseAsync();
}

/// <summary>What a poll has to tell besides its records.</summary>
public readonly record struct PollResult
{
    private static readonly IReadOnlyList<LogFault> NoFaults = [];
    private readonly IReadOnlyList<LogFault>? _faults;

    /// <summary>The group event that has to be acknowledged before the next poll; null when there is none.</summary>
    public GroupEvent? Event { get; init; }

    /// <summary>
    /// Faults met since the poll before. Only fatal ones end the consumer; a partition's own needs a decision.
    /// </summary>
    public IReadOnlyList<LogFault> Faults
    {
        get => _faults ?? NoFaults;
        init => _faults = value;
    }
}
