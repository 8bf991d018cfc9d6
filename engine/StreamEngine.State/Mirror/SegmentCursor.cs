using StreamEngine.Core.Tasks;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>Hands out the records of segments in portions: whole blocks, from the oldest segment on.</summary>
internal sealed class SegmentCursor(MirrorFolder folder, SegmentReader reader, IReadOnlyList<MirrorSegment> segments)
    : IDisposable
{
    private IFile? _file;
    private int _segment;
    private long _at;

    /// <summary>Hands out about so many bytes, at least a block. True at the end.</summary>
    public bool HandOut(StateRecordHandler record, long bytes)
    {
        while (_segment < segments.Count)
        {
            if (bytes <= 0) return false;
            var segment = segments[_segment];
            _file ??= folder.OpenToRead(segment.Name);
            var next = reader.HandOutBlock(segment, _file, _at, record);
            bytes -= next - _at;
            _at = next;
            if (_at < segment.Length) continue;
            Dispose();
            _segment++;
            _at = 0;
        }

        return true;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
