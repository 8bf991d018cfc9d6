using StreamEngine.Core.Log;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Commit;

/// <summary>How a transaction ended.</summary>
internal enum TransactionEnd : byte
{
    /// <summary>Committed, for good.</summary>
    Committed,

    /// <summary>Not committed, for good; the same bytes may be sent again.</summary>
    NotCommitted,

    /// <summary>It has to be asked for.</summary>
    Unknown,
}

/// <summary>
/// The worker's producer, replaced where it is of no more use, and the steps of a transaction. Nothing of a transaction
/// is
/// ever open between two calls, so none is open across a change of the group.
/// </summary>
internal sealed class Transactor(ILogClient log, WorkerOptions options) : IAsyncDisposable
{
    private ITransactionalProducer? _producer;

    /// <summary>How many producers were replaced.</summary>
    public long Replaced { get; private set; }

    /// <summary>
    /// Makes sure of a producer. A new one settles what the one before left open; after that, what is committed is
    /// known.
    /// </summary>
    public async ValueTask<LogFault?> EnsureAsync()
    {
        if (_producer is not null) return null;
        var producer = log.CreateProducer(options.Slot);
        var result = await producer.InitAsync(options.CommitTimeout).ConfigureAwait(false);
        if (result.IsDone)
        {
            _producer = producer;
            return null;
        }

        await producer.DisposeAsync().ConfigureAwait(false);
        return result.Fault;
    }

    /// <summary>Sends the parts as one transaction.</summary>
    public async ValueTask<(TransactionEnd End, LogFault? Fault)> SendAsync(
        IReadOnlyList<SealedCommit> parts, ILogConsumer consumer)
    {
        if (await EnsureAsync().ConfigureAwait(false) is { } notReady) return (TransactionEnd.NotCommitted, notReady);
        var producer = _producer!;
        var result = await producer.BeginAsync().ConfigureAwait(false);
        if (!result.IsDone) return await GiveUpAsync(result, isOpen: false).ConfigureAwait(false);
        var membership = consumer.CaptureMembership();
        var positions = new List<LogPosition>();
        foreach (var part in parts)
        {
            positions.AddRange(part.Ends);
            result = await producer.AppendAsync(part.Records, options.CommitTimeout).ConfigureAwait(false);
            if (!result.IsDone) return await GiveUpAsync(result, isOpen: true).ConfigureAwait(false);
        }

        result = await producer.SendOffsetsAsync(positions, membership, options.RequestTimeout).ConfigureAwait(false);
        if (!result.IsDone) return await GiveUpAsync(result, isOpen: true).ConfigureAwait(false);
        result = await producer.CommitAsync(options.CommitTimeout).ConfigureAwait(false);
        if (result.IsDone) return (TransactionEnd.Committed, null);
        if (result.Outcome == LogOutcome.Abortable) return await GiveUpAsync(result, isOpen: true)
            .ConfigureAwait(false);
        await ReplaceAsync().ConfigureAwait(false);
        return (TransactionEnd.Unknown, result.Fault);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_producer is not null) await _producer.DisposeAsync().ConfigureAwait(false);
        _producer = null;
    }

    /// <summary>
    /// Before the commit is asked for nothing can have been committed: whatever is open is aborted, at the latest by
    /// the next
    /// producer's initialisation.
    /// </summary>
    private async ValueTask<(TransactionEnd, LogFault?)> GiveUpAsync(LogResult failed, bool isOpen)
    {
        if (failed.NeedsNewProducer || !isOpen) await ReplaceAsync().ConfigureAwait(false);
        else if (!(await _producer!.AbortAsync(options.CommitTimeout).ConfigureAwait(false)).IsDone)
            await ReplaceAsync().ConfigureAwait(false);
        return (TransactionEnd.NotCommitted, failed.Fault);
    }

    private async ValueTask ReplaceAsync()
    {
        Replaced++;
        await DisposeAsync().ConfigureAwait(false);
    }
}
