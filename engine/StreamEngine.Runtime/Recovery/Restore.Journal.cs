using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Recovery;

/// <summary>What was done after the snapshot, out of the journal.</summary>
internal sealed partial class Restore
{
    private async ValueTask ReadJournalAsync()
    {
        if (_reader is null)
        {
            var from = Math.Max(_journalNext, _snapshot?.JournalOffset ?? 0);
            var start = await StartOfAsync(_journal).ConfigureAwait(false);
            if (from < start && (_snapshot is not null || _journalNext > 0))
                throw new RestoreRefusedException($"{_journal} begins at {start}, after the {from} that the snapshot "
                    + $"needs: its "
                    + "retention is too short. 'streamengine state reset' starts over.");
            JournalEnd = Known(await _log.Offsets.EndAsync([_journal], LogEnd.Stable, _options.RequestTimeout)
                .ConfigureAwait(false))[0].Offset;
            _reader = await RangeReader.OpenAsync(_log, _journal, Math.Max(from, start), JournalEnd)
                .ConfigureAwait(false);
        }

        await _reader.ReadAsync().ConfigureAwait(false);
        for (var i = 0; i < _reader.Batch.Count; i++)
        {
            if (ReadEntry(_reader.Batch.Value(_reader.Batch[i])) is { } entry)
                JournalTail.Append(_entries, _snapshot?.Sequence ?? 0, entry, _journal);
        }

        if (!_reader.IsComplete) return;
        _journalNext = _reader.Next;
        await _reader.DisposeAsync().ConfigureAwait(false);
        _reader = null;
        await JudgeJournalAsync().ConfigureAwait(false);
    }

    /// <summary>The entry; null where the record is an operator's word.</summary>
    private JournalEntry? ReadEntry(ReadOnlySpan<byte> value)
    {
        try
        {
            if (!AcceptedDivergence.Is(value)) return JournalEntry.Read(value);
            _divergences.Note(value);
            return null;
        }
        catch (StateFormatException exception)
        {
            throw new RestoreRefusedException($"{_journal} holds an entry that this version cannot read: "
                + $"{exception.Message}",
                exception);
        }
    }

    private async ValueTask JudgeJournalAsync()
    {
        if (_divergences.IsProbe) LeaveOutWhatCameAfter();
        var ends = _entries.Count > 0 ? _entries[^1].Ends : _snapshot?.Ends;
        var verdict = ends is null ? JournalTail.Verdict.Behind : JournalTail.Compare(ends, _committed);
        switch (verdict)
        {
            case JournalTail.Verdict.Whole:
                RequireSameLogic();
                await BeginReplayAsync().ConfigureAwait(false);
                return;
            case JournalTail.Verdict.Ahead when _askedAgain++ < Limits.RestoreAttempts:
                Enter(RestorePhase.Offsets);
                return;
            case JournalTail.Verdict.Behind when !IsJournalOverdue():
                return;
            default:
                throw new RestoreRefusedException($"The committed offsets of task {Task.Partition} are "
                    + $"{string.Join(", ", _committed)}, but {_journal} ends at "
                    + $"{(ends is null ? "nothing" : string.Join(", ", ends))}"
                    + ". Offsets were set by hand, or journal records are missing: 'streamengine state reset' starts "
                    + "over.");
        }
    }

    /// <summary>Of a probe: an owner at work may have committed more since the offsets were asked for.</summary>
    private void LeaveOutWhatCameAfter()
    {
        var last = _entries.FindLastIndex(entry => entry.Ends.AsSpan().SequenceEqual(_committed));
        if (last < 0 && _snapshot?.Ends.AsSpan().SequenceEqual(_committed) != true) return;
        IsMoving |= last + 1 < _entries.Count;
        _entries.RemoveRange(last + 1, _entries.Count - last - 1);
    }

    private bool IsJournalOverdue()
    {
        if (_journalLateSince == long.MinValue) _journalLateSince = Now;
        return Now - _journalLateSince > _options.JournalWaitMs;
    }

    /// <summary>A replay makes sense only with the logic and the settings that the entries were made with.</summary>
    private void RequireSameLogic()
    {
        var version = Task.State.LogicVersion;
        if (_entries.Count > 0) _divergences.Begin(_entries[0].Sequence);
        foreach (var entry in _entries)
        {
            if (entry.Steps.Length == 0) continue;
            var isSame = entry.LogicVersion == version && entry.Settings == _settings;
            if (isSame || _divergences.MayReplay(entry)) continue;
            if (entry.LogicVersion != version)
                throw new RestoreRefusedException($"Task {Task.Partition} was left in the middle of work by logic "
                    + $"version "
                    + $"{entry.LogicVersion}; this is version {version}, which would decide differently. Let the old "
                    + $"version stop "
                    + "gracefully first, or accept the divergence with 'streamengine state accept-divergence'.")
                {
                    IsAcceptable = true,
                };
            throw new RestoreRefusedException($"Task {Task.Partition} was left in the middle of work under other "
                    + "settings (of time, or versions of data). Start once with those and stop gracefully, or accept "
                    + "the divergence with 'streamengine state accept-divergence'.")
            {
                IsAcceptable = true,
            };
        }
    }
}
