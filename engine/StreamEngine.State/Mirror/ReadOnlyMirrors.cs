using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>
/// The mirrors of a worker's tasks for one who only looks: what is refused stays where it is, and nothing is written.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="directory">The worker's state directory.</param>
public sealed class ReadOnlyMirrors(IFiles files, string directory) : ISnapshotMirrors
{
    /// <summary>Why the mirror that was opened last may not be used; null where it may, or is empty.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether the mirror that was opened last holds a snapshot that may be used.</summary>
    public bool IsUsable { get; private set; }

    /// <inheritdoc/>
    public ValueTask<ISnapshotMirror> OpenAsync(MirrorIdentity identity, MirrorBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(bounds);
        var folder = MirrorFolder.Of(files, directory, identity.Partition, FileWait.Spin);
        var held = folder.Lock();
        try
        {
            var reader = new SegmentReader(folder);
            var content = MirrorContent.Find(folder, reader, identity, bounds);
            (Refusal, IsUsable) = (content.Refusal, content.Manifest is not null);
            return ValueTask.FromResult<ISnapshotMirror>(new ReadOnlyMirror(folder, reader, content, held));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private sealed class ReadOnlyMirror(
        MirrorFolder folder, SegmentReader reader, MirrorContent content, IDisposable held) : ISnapshotMirror
    {
        private SegmentCursor? _reading;

        public MirrorMark? Mark => content.Manifest?.Mark;

        public string? Refusal => content.Refusal;

        public string? Failure => null;

        public long Bytes => Segments.Sum(segment => segment.Length);

        private IReadOnlyList<MirrorSegment> Segments => content.Manifest?.Segments ?? [];

        public ValueTask<bool> ReadAsync(StateRecordHandler record, long bytes = long.MaxValue)
        {
            _reading ??= new SegmentCursor(folder, reader, Segments);
            try
            {
                return ValueTask.FromResult(_reading.HandOut(record, bytes));
            }
            catch (StateFormatException exception)
            {
                throw new IOException($"The mirror is no longer what it was: {exception.Message}.", exception);
            }
        }

        public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
        }

        public ValueTask FlushAsync() => ValueTask.CompletedTask;

        public ValueTask<bool> CompleteAsync(MirrorMark mark) => ValueTask.FromResult(true);

        public void Dispose()
        {
            _reading?.Dispose();
            held.Dispose();
        }
    }
}
