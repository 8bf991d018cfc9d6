using StreamEngine.Core.Log;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Runtime.Workers;

/// <summary>What came of pushing a transaction.</summary>
internal enum PushResult : byte
{
    /// <summary>Nothing is left to be committed.</summary>
    Settled,

    /// <summary>It has to be tried again later.</summary>
    Later,

    /// <summary>Somebody else has committed for the tasks: they have to be restored.</summary>
    Differs,
}

/// <summary>
/// The transaction under way, until it is known to be committed: sent, asked for, sent again. Only one at a time.
/// <code>
///   (empty) ──take──▶ ToSend ──committed──▶ (empty)
///                      ▲  │ outcome unknown, or the membership is stale
///                      │  ▼
///     not committed ── ToAsk ──committed──▶ (empty)      neither: the tasks are restored
/// </code>
/// </summary>
internal sealed class CommitQueue(ILogClient log, WorkerOptions options, TimeProvider clock, IWorkerObserver observer)
    : IAsyncDisposable
{
    private readonly Settlement _settlement = new(log, options);
    private readonly List<SealedCommit> _parts = [];
    private bool _isToAsk;
    private bool _isOneByOne;
    private int _attempts;

    public Transactor Transactor { get; } = new(log, options);

    /// <summary>The parts that are not known to be committed.</summary>
    public IReadOnlyList<SealedCommit> Parts => _parts;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>When to try again, ms.</summary>
    public long NextAt { get; private set; }

    /// <summary>Why it was not committed; null while nothing is amiss.</summary>
    public LogFault? Fault { get; private set; }

    /// <summary>Told of each part that is committed.</summary>
    public Action<SealedCommit>? Committed { get; set; }

    /// <summary>How to find the entry of a part.</summary>
    public Func<SealedCommit, long>? JournalFrom { get; set; }

    public long Commits { get; private set; }

    public long Aborts { get; private set; }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes a transaction; there must be none.</summary>
    public void Take(IEnumerable<SealedCommit> parts)
    {
        Core.Invariant.Require(IsEmpty, "one transaction at a time");
        _parts.AddRange(parts);
        (_isToAsk, _isOneByOne, _attempts, NextAt) = (false, false, 0, 0);
    }

    /// <summary>Gives up the parts of those tasks: they are to be restored, or are somebody else's.</summary>
    public void Drop(Func<int, bool> isDropped)
    {
        if (_parts.RemoveAll(p => isDropped(p.Partition)) == 0) return;
        // What is left was part of the same transaction, whose outcome is what it is.
        if (IsEmpty) (_isToAsk, Fault) = (false, null);
    }

    /// <summary>Tries once.</summary>
    public async ValueTask<PushResult> PushAsync(ILogConsumer consumer)
    {
        if (_isToAsk)
        {
            if (await AskAsync().ConfigureAwait(false) is { } result) return result;
        }

        while (!IsEmpty)
        {
            IReadOnlyList<SealedCommit> sent = _isOneByOne ? [_parts[0]] : [.. _parts];
            var startedAt = Now;
            var (end, fault) = await Transactor.SendAsync(sent, consumer).ConfigureAwait(false);
            if (end != TransactionEnd.Committed)
            {
                Failed(sent, end, fault!);
                return PushResult.Later;
            }

            observer.Committed(Now - startedAt, sent.Sum(static p => p.InputRecords));
            Done(sent);
        }

        return PushResult.Settled;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Transactor.DisposeAsync();

    private async ValueTask<PushResult?> AskAsync()
    {
        if (await Transactor.EnsureAsync().ConfigureAwait(false) is { } notReady)
        {
            Postpone(notReady);
            return PushResult.Later;
        }

        var settled = await _settlement.AskAsync(_parts, JournalFrom!).ConfigureAwait(false);
        switch (settled)
        {
            case null:
                Postpone(Fault ?? new LogFault(LogFaultKind.Unreachable, 0, "The committed offsets cannot be had."));
                return PushResult.Later;
            case Settled.Committed:
                Done([.. _parts]);
                return PushResult.Settled;
            case Settled.NotCommitted:
                _isToAsk = false;
                return null;
            default:
                return PushResult.Differs;
        }
    }

    private void Done(IReadOnlyList<SealedCommit> parts)
    {
        Commits++;
        foreach (var part in parts)
        {
            _parts.Remove(part);
            Committed!(part);
        }

        if (IsEmpty) (_isToAsk, _attempts, Fault) = (false, 0, null);
    }

    private void Failed(IReadOnlyList<SealedCommit> parts, TransactionEnd end, LogFault fault)
    {
        Aborts++;
        // A stale member may have been succeeded: then the heir's offsets say so.
        _isToAsk = end == TransactionEnd.Unknown
            || fault.Kind is LogFaultKind.StaleMembership or LogFaultKind.ProducerFenced;
        var isOfRecords = fault.Kind is LogFaultKind.RecordRefused or LogFaultKind.Other or LogFaultKind.Corrupt;
        if (isOfRecords) foreach (var part in parts) part.Attempts++;
        // One of them may be the culprit; alone it does not keep the others back.
        if (isOfRecords && _attempts >= 1 && end == TransactionEnd.NotCommitted) _isOneByOne = true;
        if (_isOneByOne && parts.Count == 1 && _parts.Count > 1)
        {
            _parts.RemoveAt(0);
            _parts.Add(parts[0]);
        }

        Postpone(fault);
    }

    private void Postpone(LogFault fault)
    {
        observer.Aborted(fault, ++_attempts);
        Fault = fault;
        var pause = options.Commit.PauseMs << Math.Min(_attempts - 1, 10);
        NextAt = Now + Math.Min(pause, Limits.LongestPauseMs);
    }
}
