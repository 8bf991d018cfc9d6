using StreamEngine.Core.Log;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Commit;

/// <summary>What became of a transaction whose outcome is not known.</summary>
internal enum Settled : byte
{
    /// <summary>It went through.</summary>
    Committed,

    /// <summary>It did not: the same bytes may be sent again.</summary>
    NotCommitted,

    /// <summary>Neither: somebody else has committed. The tasks have to be restored.</summary>
    Differs,

    /// <summary>No offset moves by it, so they do not tell: the journal has to be asked.</summary>
    AskJournal,
}

/// <summary>
/// Finds out whether a transaction went through. To be asked after a new producer of the same id was initialised, which
/// settles what was open.
/// </summary>
internal sealed class Settlement(ILogClient log, WorkerOptions options)
{
    /// <summary>Asks the log; null where it does not answer.</summary>
    /// <param name="parts">The transaction.</param>
    /// <param name="journalFrom">By part: an offset at or before its entry in the journal.</param>
    public async ValueTask<Settled?> AskAsync(IReadOnlyList<SealedCommit> parts, Func<SealedCommit, long> journalFrom)
    {
        var partitions = parts.SelectMany(static p => p.Ends).Select(static p => p.Partition).ToArray();
        var committed = await log.Offsets.CommittedAsync(partitions, options.CommitTimeout).ConfigureAwait(false);
        if (committed.Fault is not null) return null;
        var settled = Decide(parts, [.. committed.Value!.Select(static p => p.Offset)]);
        return settled == Settled.AskJournal
            ? await AskJournalAsync(parts[0], journalFrom(parts[0])).ConfigureAwait(false)
            : settled;
    }

    /// <summary>What the committed offsets say. Pure.</summary>
    /// <param name="parts">The transaction.</param>
    /// <param name="committed">The committed offsets of all its positions, in order.</param>
    public static Settled Decide(IReadOnlyList<SealedCommit> parts, IReadOnlyList<long> committed)
    {
        var (isAtStart, isAtEnd, isMoving) = (true, true, false);
        var at = 0;
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Ends.Length; i++, at++)
            {
                isAtStart &= committed[at] == part.Starts[i].Offset;
                isAtEnd &= committed[at] == part.Ends[i].Offset;
                isMoving |= part.Starts[i].Offset != part.Ends[i].Offset;
            }
        }

        if (!isMoving) return isAtStart ? Settled.AskJournal : Settled.Differs;
        return isAtEnd ? Settled.Committed : isAtStart ? Settled.NotCommitted : Settled.Differs;
    }

    private async ValueTask<Settled?> AskJournalAsync(SealedCommit part, long from)
    {
        var journal = new LogPartition(options.JournalTopic, part.Partition);
        var end = await log.Offsets.EndAsync([journal], LogEnd.Stable, options.RequestTimeout).ConfigureAwait(false);
        if (end.Fault is not null) return null;
        try
        {
            await using var reader = await RangeReader.OpenAsync(log, journal, from, end.Value![0].Offset)
                .ConfigureAwait(false);
            while (!reader.IsComplete)
            {
                await reader.ReadAsync().ConfigureAwait(false);
                for (var i = 0; i < reader.Batch.Count; i++)
                    if (reader.Batch.Value(reader.Batch[i]).SequenceEqual(part.Entry)) return Settled.Committed;
            }
        }
        catch (RestoreInterruptedException)
        {
            return null;
        }
        catch (RestoreRefusedException)
        {
            return Settled.Differs;
        }

        return Settled.NotCommitted;
    }
}
