namespace StreamEngine.Core.Log;

/// <summary>
/// The one producer of a worker: outputs, journal and input offsets of its tasks become visible together or not at all.
/// Steps in order: init once; then begin, append and send offsets as often as needed, commit or abort. One step at a
/// time. A step out of order throws <see cref="InvalidOperationException"/>.
/// </summary>
public interface ITransactionalProducer : IAsyncDisposable
{
    /// <summary>The transactional id: the same for the same group, instance and slot.</summary>
    string TransactionalId { get; }

    /// <summary>
    /// Fences every earlier producer of the id and settles what it left open: first an abort, or the commit under way.
    /// </summary>
    ValueTask<LogResult> InitAsync(TimeSpan timeout);

    /// <summary>Begins a transaction. Capture the group membership at the same moment.</summary>
    ValueTask<LogResult> BeginAsync();

    /// <summary>
    /// Appends every record of the batch to the open transaction and copies its bytes. Waits while the local queue is
    /// full, at most that long. A record that the broker refuses shows at the commit, as fatal: no retry can help it.
    /// </summary>
    ValueTask<LogResult> AppendAsync(AppendBatch batch, TimeSpan timeout);

    /// <summary>Puts the input offsets into the transaction: of each partition the next record to read.</summary>
    /// <param name="next">The positions.</param>
    /// <param name="membership">Who the consumer was when the transaction began.</param>
    /// <param name="timeout">How long it may take.</param>
    ValueTask<LogResult> SendOffsetsAsync(
        IReadOnlyList<LogPosition> next, GroupMembership membership, TimeSpan timeout);

    /// <summary>Commits. Anything but done or abortable leaves open whether it did.</summary>
    ValueTask<LogResult> CommitAsync(TimeSpan timeout);

    /// <summary>Aborts. It does not take the consumer back: seek.</summary>
    ValueTask<LogResult> AbortAsync(TimeSpan timeout);
}
