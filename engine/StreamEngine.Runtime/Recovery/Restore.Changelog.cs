using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Recovery;

/// <summary>The newest snapshot, out of the changelog.</summary>
internal sealed partial class Restore
{
    private async ValueTask ReadChangelogAsync()
    {
        if (_reader is null)
        {
            _reader = await RangeReader.OpenAsync(_log, _changelog, _changelogFrom, _range!.Value.End)
                .ConfigureAwait(false);
        }

        await _reader.ReadAsync().ConfigureAwait(false);
        var batch = _reader.Batch;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var record = ref batch[i];
            var key = batch.Key(record);
            // A task that was told to start over has taken its snapshot back.
            if (key.SequenceEqual(ChangelogKeys.SnapshotComplete))
            {
                _snapshotBytes = batch.Value(record).ToArray();
                _snapshot = _snapshotBytes.IsEmpty ? null : ReadSnapshot(_snapshotBytes.Span);
                _isTakenBack = _snapshot is null;
            }
            else if (ChangelogKeys.IsState(key))
            {
                LoadState(key[1..], batch.Value(record));
                _mirror?.Add(key[1..], batch.Value(record));
            }
        }

        if (_mirror is not null) await _mirror.FlushAsync().ConfigureAwait(false);
        if (!_reader.IsComplete) return;
        await _reader.DisposeAsync().ConfigureAwait(false);
        _reader = null;
        if (_snapshot is { } snapshot)
        {
            Adopt(snapshot);
            await CompleteMirrorAsync().ConfigureAwait(false);
        }
        else if (_isTakenBack && Task.State.Size is { ResidentKeys: 0, StoredKeys: 0 })
            Task.State.Resume(Core.Time.EventTime.Min);
        else if (_stateRecords > 0)
            throw new RestoreRefusedException($"{_changelog} holds records of state and no record that completes "
                + $"them.");
        Enter(RestorePhase.Journal);
    }

    private void LoadState(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _stateRecords++;
        try
        {
            Task.State.Load(key, value);
        }
        catch (StateFormatException exception)
        {
            throw new RestoreRefusedException($"{_changelog} holds state that this version cannot read: "
                + $"{exception.Message}",
                exception);
        }
    }

    private void Resume(long position)
    {
        try
        {
            Task.State.Resume(position);
        }
        catch (StateFormatException exception)
        {
            throw new RestoreRefusedException($"{_changelog} holds state that this version cannot read: "
                + $"{exception.Message}",
                exception);
        }
        catch (FormatException refusal)
        {
            throw RestoreRefusedException.OfPolicy(Task.Partition, refusal);
        }
    }

    private SnapshotRecord ReadSnapshot(ReadOnlySpan<byte> value)
    {
        try
        {
            return SnapshotRecord.Read(value);
        }
        catch (StateFormatException exception)
        {
            throw new RestoreRefusedException($"{_changelog} holds a snapshot that this version cannot read: "
                + $"{exception.Message}",
                exception);
        }
    }

    private void Adopt(SnapshotRecord snapshot)
    {
        if (snapshot.Partitions != _options.Partitions)
            throw new RestoreRefusedException($"The snapshot of task {Task.Partition} was taken with "
                + $"{snapshot.Partitions} partitions; "
                + $"there are {_options.Partitions} now, so customers have moved. 'streamengine state reset' starts "
                + $"over.");
        if (!snapshot.Topics.SequenceEqual(_options.Inputs.Select(static i => i.Topic)))
            throw new RestoreRefusedException($"The snapshot of task {Task.Partition} was taken with the inputs "
                + $"{string.Join(", ", snapshot.Topics)}. 'streamengine state reset' starts over with the present "
                + $"ones.");
        Resume(snapshot.Watermark);
        Task.Clock.Restore(snapshot.Watermark, snapshot.Highest, snapshot.Idle, snapshot.HighestArrival);
        Task.LastTick = snapshot.LastTick;
        if (snapshot.LastTick != Core.Time.EventTime.Min) Task.Pipeline.Tick(snapshot.LastTick);
        for (var i = 0; i < _inputs.Length; i++)
        {
            var at = i;
            Task.Books[i].Restore(snapshot.Ledger.AsSpan(i * Ledgers.Columns, Ledgers.Columns),
                snapshot.Reasons.Where(r => r.Input == at).Select(static r => ((r.Kind, r.Reason), r.Count)));
            Task.Queues[i].Reset(snapshot.OldestWaiting[i]);
        }

        Sequence = snapshot.Sequence;
        JournalFrom = snapshot.JournalOffset;
    }
}
