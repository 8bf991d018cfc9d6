using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Recovery;

/// <summary>The inputs once more, in the journal's order.</summary>
internal sealed partial class Restore
{
    private async ValueTask BeginReplayAsync()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (_snapshot is null) Task.Queues[i].Reset(_entries[0].Starts[i]);
            _inputReaders[i] = await RangeReader.OpenAsync(_log, _inputs[i], Task.Queues[i].Position, _committed[i])
                .ConfigureAwait(false);
        }

        _replay = new EntryReplay(Task, ReadInputAsync, _divergences.MayDiffer);
        Enter(RestorePhase.Retake);
    }

    /// <summary>Records that waited for the watermark at the snapshot are taken in again.</summary>
    private async ValueTask RetakeAsync()
    {
        var taken = 0;
        for (var i = 0; _snapshot is not null && i < _inputs.Length; i++)
        {
            var queue = Task.Queues[i];
            while (queue.Position < _snapshot.Ends[i])
            {
                if (taken >= Limits.SliceRecords) return;
                if (!queue.TryPeek(out var records, out var index))
                {
                    if (await ReadInputAsync(i).ConfigureAwait(false)) continue;
                    if (_inputReaders[i]!.Next < _snapshot.Ends[i]) return;
                    break;
                }

                if (records[index].Offset >= _snapshot.Ends[i]) break;
                await Task.RetakeAsync(i).ConfigureAwait(false);
                taken++;
            }
        }

        Enter(RestorePhase.Replay);
    }

    private async ValueTask ReplayAsync()
    {
        if (_entry < 0 || await _replay!.StepAsync().ConfigureAwait(false))
        {
            if (_entry >= 0) _divergences.Took(_entries[_entry], Task);
            _entry++;
            if (_entry < _entries.Count)
            {
                _replay!.Begin(_entries[_entry]);
                return;
            }

            Finish();
            // The mirror stays: whoever runs the task keeps it up.
            await CloseReadersAsync().ConfigureAwait(false);
        }
    }

    private void Finish()
    {
        if (_entries.Count > 0) Sequence = _entries[^1].Sequence;
        for (var i = 0; i < _inputs.Length; i++) Task.Queues[i].SkipTo(_committed[i]);
        ReplayMs = Now - _phaseStartedAt;
        Task.ResetDigests();
        if (_snapshot is null) JournalFrom = 0;
        Enter(RestorePhase.Done);
    }

    /// <summary>Reads on in an input. False where nothing came: the end, or not yet.</summary>
    private async ValueTask<bool> ReadInputAsync(int input)
    {
        var reader = _inputReaders[input]!;
        if (reader.IsComplete)
        {
            if (_phase == RestorePhase.Replay)
                throw new RestoreRefusedException($"{_inputs[input]} holds fewer records before {_committed[input]} "
                    + $"than the journal "
                    + "says were processed: some were deleted or compacted away. 'streamengine state reset' starts "
                    + "over.");
            return false;
        }

        await reader.ReadAsync().ConfigureAwait(false);
        return Task.Queues[input].Add(reader.Batch) > 0;
    }
}
