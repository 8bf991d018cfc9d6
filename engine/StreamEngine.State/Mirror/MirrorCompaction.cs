using StreamEngine.Core.Hashing;
using StreamEngine.Core.Tasks;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>
/// Rewrites the segments that were there when it began into one that holds the last record of each key and no more than
/// that. It goes on in steps, and in passes over shares of the keys, so that neither time nor memory of one step grows
/// with the mirror.
/// </summary>
internal sealed class MirrorCompaction : IDisposable
{
    private readonly MirrorFolder _folder;
    private readonly SegmentReader _reader;
    private readonly IReadOnlyList<MirrorSegment> _sources;
    private readonly SegmentWriter _target;
    private readonly Dictionary<Hash128, long> _last = [];
    private readonly ulong _passes;
    private readonly StateRecordHandler _look;
    private readonly StateRecordHandler _copy;
    private IFile? _file;
    private ulong _pass;
    private bool _copies;
    private int _source;
    private long _at;
    private long _record;

    public MirrorCompaction(
        MirrorFolder folder, SegmentReader reader, IReadOnlyList<MirrorSegment> sources, long number, long keysAtOnce)
    {
        (_folder, _reader, _sources) = (folder, reader, sources);
        _target = new SegmentWriter(folder, number);
        _passes = (ulong)((sources.Sum(s => s.Records) / keysAtOnce) + 1);
        _look = Look;
        _copy = Copy;
    }

    /// <summary>The segments that the result takes the place of.</summary>
    public IReadOnlyList<MirrorSegment> Sources => _sources;

    /// <summary>Reads about so many bytes. Returns the new segment where it is done, null where it is not.</summary>
    public MirrorSegment? Step(long bytes)
    {
        while (bytes > 0)
        {
            if (_source == _sources.Count)
            {
                if (!NextRound()) return _target.Flush();
                continue;
            }

            var source = _sources[_source];
            _file ??= _folder.OpenToRead(source.Name);
            var next = _reader.HandOutBlock(source, _file, _at, _copies ? _copy : _look);
            bytes -= next - _at;
            _at = next;
            if (_copies) _target.WriteFullBlocks();
            if (_at >= source.Length) NextSource();
        }

        return null;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _target.Dispose();
    }

    private void NextSource()
    {
        _file!.Dispose();
        _file = null;
        _source++;
        _at = 0;
    }

    private bool NextRound()
    {
        (_source, _at, _record) = (0, 0, 0);
        _copies = !_copies;
        if (_copies) return true;
        _last.Clear();
        return ++_pass < _passes;
    }

    private void Look(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var id = Hash128.Of(key);
        if (id.High % _passes == _pass) _last[id] = _record;
        _record++;
    }

    private void Copy(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var id = Hash128.Of(key);
        var isLast = id.High % _passes == _pass && _last[id] == _record;
        _record++;
        // Nothing older is left that a record without a value would have to take away.
        if (isLast && !value.IsEmpty) _target.Add(key, value);
    }
}
