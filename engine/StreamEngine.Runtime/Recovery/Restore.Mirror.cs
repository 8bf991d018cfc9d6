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

        try
        {
            if (!await _mirror!.ReadAsync(LoadState, Limits.MirrorSliceBytes).ConfigureAwait(false)) return;
        }
        catch (IOException exception)
        {
            throw new RestoreRefusedException($"the mirror cannot be read: {exception.Message}", exception);
        }

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
