using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;

namespace StreamEngine.State.Mirror;

/// <summary>
/// A task's mirror in a folder of its own: segments of records that are only ever appended to, and a manifest that says
/// how much of them counts. See docs/adr/0022.
/// <code>
///   Add ─▶ blocks ─▶ segment ─▶ flush ─▶ manifest.new ─▶ flush ─▶ rename to manifest ─▶ sync of the folder
/// </code>
/// A stop before the rename leaves the old manifest, which knows nothing of what was appended; after it, the new one.
/// </summary>
internal sealed class SnapshotMirror : ISnapshotMirror
{
    /// <summary>How many times the garbage that is worth a rewriting is too much to start with.</summary>
    private const int TooMuch = 3;

    private readonly MirrorFolder _folder;
    private readonly MirrorIdentity _identity;
    private readonly MirrorOptions _options;
    private readonly IDisposable _lock;
    private readonly SegmentReader _reader;
    private List<MirrorSegment> _segments = [];
    private long _compactedBytes;
    private long _nextNumber;
    private SegmentWriter? _writer;
    private MirrorCompaction? _compaction;
    private SegmentCursor? _reading;

    public SnapshotMirror(
        MirrorFolder folder, MirrorIdentity identity, MirrorBounds bounds, MirrorOptions options, IDisposable held)
    {
        (_folder, _identity, _options, _lock) = (folder, identity, options, held);
        _reader = new SegmentReader(folder);
        Find(bounds);
        foreach (var name in folder.List())
        {
            if (!name.StartsWith(MirrorSegment.Prefix, StringComparison.Ordinal)) continue;
            if (!_segments.Exists(s => s.Name == name)) folder.Delete(name);
        }

        // Starts one after the other, each before a rewriting was done, would let the files grow for ever.
        if (IsMostlyGarbage(TooMuch)) _ = Try(RewriteAtOnce);
    }

    public MirrorMark? Mark { get; private set; }
    public string? Refusal { get; private set; }
    public string? Failure { get; private set; }
    public long Bytes => _segments.Sum(s => s.Length) + (_writer?.Bytes ?? 0);

    public ValueTask<bool> ReadAsync(StateRecordHandler record, long bytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(record);
        _reading ??= new SegmentCursor(_folder, _reader, _segments);
        try
        {
            if (!_reading.HandOut(record, bytes)) return ValueTask.FromResult(false);
        }
        catch (StateFormatException exception)
        {
            throw new IOException($"The mirror is no longer what it was: {exception.Message}.", exception);
        }

        _reading.Dispose();
        _reading = null;
        return ValueTask.FromResult(true);
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Failure is not null) return;
        _writer ??= new SegmentWriter(_folder, _nextNumber++);
        _writer.Add(key, value);
    }

    public ValueTask FlushAsync()
    {
        if (Failure is null) _ = Try(() => _writer?.WriteFullBlocks());
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> CompleteAsync(MirrorMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        if (Failure is not null) return ValueTask.FromResult(false);
        return ValueTask.FromResult(Try(() => Complete(mark)));
    }

    public void Dispose()
    {
        _reading?.Dispose();
        _compaction?.Dispose();
        _writer?.Dispose();
        _lock.Dispose();
    }

    /// <summary>The first failure stops the mirror: what comes after a hole would not be a snapshot.</summary>
    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or StateFormatException)
        {
            Failure = exception.Message;
            _writer?.Dispose();
            _compaction?.Dispose();
            (_writer, _compaction) = (null, null);
            return false;
        }
    }

    private void Complete(MirrorMark mark)
    {
        var segments = new List<MirrorSegment>(_segments);
        if (_writer is { IsEmpty: false })
        {
            var written = _writer.Flush();
            segments.RemoveAll(s => s.Number == written.Number);
            segments.Add(written);
        }

        var compacted = _compaction?.Step(_options.CompactionStepBytes);
        if (compacted is not null) Replace(segments, compacted);
        _folder.Sync();
        Publish(mark with { Snapshot = mark.Snapshot.ToArray() }, segments);
        if (compacted is not null) RemoveSources();
        if (_compaction is null && IsMostlyGarbage(1)) BeginCompaction();
    }

    private void Replace(List<MirrorSegment> segments, MirrorSegment compacted)
    {
        segments.RemoveAll(s => _compaction!.Sources.Any(source => source.Number == s.Number));
        if (compacted.Records > 0) segments.Insert(0, compacted);
        _compactedBytes = compacted.Length;
    }

    private void Publish(MirrorMark mark, List<MirrorSegment> segments)
    {
        var manifest = new MirrorManifest(_identity, mark, _compactedBytes, segments);
        _folder.Delete(MirrorManifest.NewName);
        using (var file = _folder.Create(MirrorManifest.NewName))
        {
            _folder.Write(file, 0, manifest.Write());
            _folder.Flush(file);
        }

        _folder.Rename(MirrorManifest.NewName, MirrorManifest.Name);
        _folder.Sync();
        (_segments, Mark) = (segments, mark);
    }

    private void RemoveSources()
    {
        foreach (var source in _compaction!.Sources) _folder.Delete(source.Name);
        _compaction.Dispose();
        _compaction = null;
    }

    private bool IsMostlyGarbage(int times)
    {
        if (_segments.Count > _options.MaxSegments * times) return true;
        return Bytes - _compactedBytes > Math.Max(_options.LeastGarbageBytes, _compactedBytes) * times;
    }

    private void RewriteAtOnce()
    {
        BeginCompaction();
        var segments = new List<MirrorSegment>(_segments);
        Replace(segments, _compaction!.Step(long.MaxValue)!);
        _folder.Sync();
        Publish(Mark!, segments);
        RemoveSources();
    }

    private void BeginCompaction()
    {
        _writer?.Dispose();
        _writer = null;
        _compaction = new MirrorCompaction(_folder, _reader, _segments, _nextNumber++, _options.KeysAtOnce);
    }

    /// <summary>What may not be used is thrown away.</summary>
    private void Find(MirrorBounds bounds)
    {
        var content = MirrorContent.Find(_folder, _reader, _identity, bounds);
        Refusal = content.Refusal;
        if (content.Manifest is { } manifest)
        {
            (_segments, Mark, _compactedBytes) = ([.. manifest.Segments], manifest.Mark, manifest.CompactedBytes);
            _nextNumber = manifest.Segments.Select(s => s.Number + 1).DefaultIfEmpty(0).Max();
        }

        if (Refusal is null) return;
        _folder.Delete(MirrorManifest.Name);
        _folder.Sync();
    }
}
