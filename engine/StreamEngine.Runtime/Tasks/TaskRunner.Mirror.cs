using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Commit;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Tasks;

/// <summary>The copy of its snapshots on this machine.</summary>
internal sealed partial class TaskRunner
{
    private ISnapshotMirror? _mirror;
    private MirrorMark? _markDue;

    /// <summary>The snapshot that the mirror holds; empty where that is not the task's last one.</summary>
    private ReadOnlyMemory<byte> _mirrored;
    private bool _trustsMirror = true;

    /// <summary>Makes the mirror hold the snapshot that was committed last.</summary>
    public async ValueTask KeepMirrorAsync()
    {
        if (_markDue is not { } mark || _mirror is null) return;
        _markDue = null;
        if (await _mirror.CompleteAsync(mark).ConfigureAwait(false))
        {
            _mirrored = mark.Snapshot;
            return;
        }

        _mirrors.Tell(Partition, _mirror.Failure!);
        LetMirrorGo();
    }

    /// <summary>The mirror is kept up no longer: another worker of this process may want it.</summary>
    public void LetMirrorGo()
    {
        _mirror?.Dispose();
        (_mirror, _markDue) = (null, null);
    }

    /// <summary>The task goes on as it was left: so does its mirror, if it is still what it was.</summary>
    public async ValueTask TakeMirrorBackAsync()
    {
        if (_mirrored.IsEmpty) return;
        var now = Now;
        var start = await _log.Offsets.StartAsync([_changelog], _options.RequestTimeout).ConfigureAwait(false);
        var end = await _log.Offsets.EndAsync([_changelog], LogEnd.Stable, _options.RequestTimeout)
            .ConfigureAwait(false);
        if (start.Fault is not null || end.Fault is not null) return;
        try
        {
            _mirror = await _mirrors.OpenAsync(
                _changelog, new ChangelogRange(start.Value![0].Offset, end.Value![0].Offset, now))
                .ConfigureAwait(false);
        }
        catch (RestoreInterruptedException)
        {
            return;
        }

        if (_mirror?.Mark is not { } mark || !mark.Snapshot.Span.SequenceEqual(_mirrored.Span)) LetMirrorGo();
    }

    /// <summary>A snapshot is committed: what it wrote to the changelog is added to the mirror.</summary>
    private void Mirror(SealedCommit part, SealedSnapshot snapshot)
    {
        // Until it is completed, and for ever where nobody keeps it up: what is added to it later would leave a hole.
        _mirrored = default;
        if (_mirror is null) return;
        var records = part.Records;
        for (var i = 0; i < records.Count; i++)
        {
            ref readonly var record = ref records[i];
            if (records.Topics[record.Topic] != _changelog.Topic) continue;
            var key = records.Key(record);
            var value = records.Value(record);
            if (ChangelogKeys.IsState(key)) _mirror.Add(key[1..], value);
            else if (key.SequenceEqual(ChangelogKeys.SnapshotComplete))
                _markDue = new MirrorMark(snapshot.ChangelogEnd, snapshot.StartedAt, value.ToArray());
        }
    }
}
