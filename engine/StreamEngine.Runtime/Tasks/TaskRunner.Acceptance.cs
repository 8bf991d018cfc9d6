using StreamEngine.Core.Log;
using StreamEngine.Runtime.Recovery;

namespace StreamEngine.Runtime.Tasks;

/// <summary>A task that diverged waits for an operator's word, which comes through its journal.</summary>
internal sealed partial class TaskRunner
{
    private long? _journalSeen;
    private long _journalAskedAt;

    /// <summary>
    /// Whether the journal of a task that is parked for a divergence has gone on since: somebody accepted it, or worked
    /// for the task. Asked now and then.
    /// </summary>
    public async ValueTask<bool> HasNewsAsync(long now)
    {
        if (_journalSeen is not { } seen || now - _journalAskedAt < Limits.AcceptanceEveryMs) return false;
        _journalAskedAt = now;
        var end = await _log.Offsets.EndAsync([_journal], LogEnd.Stable, _options.RequestTimeout).ConfigureAwait(false);
        return end.Fault is null && end.Value![0].Offset > seen;
    }

    private void WaitForAcceptance(RestoreRefusedException refused, Restore restore)
    {
        _journalSeen = refused.IsAcceptable ? restore.JournalEnd : null;
        _journalAskedAt = Now;
    }
}
