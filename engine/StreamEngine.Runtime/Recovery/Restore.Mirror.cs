using StreamEngine.Core.State;
using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Recovery;

/// <summary>The newest snapshot, out of the copy on this machine; the changelog brings what came after it.</summary>
internal sealed partial class Restore
{
    private ISnapshotMirror? _mirror;
    private ChangelogRange? _range;
    private long _changelogFrom;
    private ReadOnlyMemory<byte> _snapshotBytes;
    private RangeReader? _tail;
    private bool _endsAsMirror;

    /// <summary>Whether the snapshot, or a part of it, came from the mirror.</summary>
    public bool IsFromMirror { get; private set; }

    /// <summary>The snapshot that the mirror holds at the end; empty where it holds none.</summary>
    public ReadOnlyMemory<byte> Mirrored { get; private set; }

    /// <summary>The mirror, to be kept up by whoever takes it; null where there is none.</summary>
    public ISnapshotMirror? TakeMirror()
    {
        var mirror = _mirror;
        _mirror = null;
        return mirror;
    }

    private async ValueTask ReadMirrorAsync()
    {
        if (_range is null)
        {
            await AskChangelogAsync().ConfigureAwait(false);
            _mirror = await _mirrors.OpenAsync(_changelog, _trustsMirror ? _range : null).ConfigureAwait(false);
            if (_mirror?.Mark is { } mark)
            {
                IsFromMirror = true;
                _changelogFrom = mark.ChangelogOffset;
                (_snapshot, _snapshotBytes) = (ReadSnapshot(mark.Snapshot.Span), mark.Snapshot);
                return;
            }

            Enter(RestorePhase.Changelog);
            return;
        }

        if (_tail is not null)
        {
            await ReadTailAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            if (!await _mirror!.ReadAsync(LoadState, Limits.MirrorSliceBytes).ConfigureAwait(false)) return;
        }
        catch (IOException exception)
        {
            throw new RestoreRefusedException($"the mirror cannot be read: {exception.Message}", exception);
        }

        _tail = await RangeReader.OpenAsync(
            _log, _changelog, Math.Max(_changelogFrom, _range!.Value.End - Limits.TailRecords), _range.Value.End)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// The last record of a snapshot is the one that completes it. Where the changelog ends with that of the mirror's
    /// snapshot, the mirror holds all of it: its mark is an offset from before that snapshot, as nobody knew where it
    /// would end when it was taken.
    /// </summary>
    private async ValueTask ReadTailAsync()
    {
        await _tail!.ReadAsync().ConfigureAwait(false);
        var batch = _tail.Batch;
        for (var i = 0; i < batch.Count; i++)
        {
            var key = batch.Key(batch[i]);
            if (key.SequenceEqual(ChangelogKeys.SnapshotComplete))
                _endsAsMirror = batch.Value(batch[i]).SequenceEqual(_snapshotBytes.Span);
            else if (ChangelogKeys.IsState(key))
                _endsAsMirror = false;
        }

        if (!_tail.IsComplete) return;
        if (_endsAsMirror) _changelogFrom = _range!.Value.End;
        await _tail.DisposeAsync().ConfigureAwait(false);
        _tail = null;
        Enter(RestorePhase.Changelog);
    }

    /// <summary>The end is asked for after the committed offsets, so that it covers what led to them.</summary>
    private async ValueTask AskChangelogAsync()
    {
        var askedAt = Now;
        var end = Known(await _log.Offsets.EndAsync([_changelog], Core.Log.LogEnd.Stable, _options.RequestTimeout)
            .ConfigureAwait(false))[0].Offset;
        _range = new ChangelogRange(await StartOfAsync(_changelog).ConfigureAwait(false), end, askedAt);
        _changelogFrom = _range.Value.Start;
    }

    /// <summary>Everything of the changelog was added to the mirror: it holds the snapshot from now on.</summary>
    private async ValueTask CompleteMirrorAsync()
    {
        if (_mirror is null) return;
        var mark = new MirrorMark(_range!.Value.End, _range.Value.AskedAt, _snapshotBytes);
        if (await _mirror.CompleteAsync(mark).ConfigureAwait(false))
        {
            Mirrored = _snapshotBytes;
            return;
        }

        _mirrors.Tell(Task.Partition, _mirror.Failure!);
        _mirror.Dispose();
        _mirror = null;
    }
}
