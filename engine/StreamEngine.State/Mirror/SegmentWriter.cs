using System.IO.Hashing;
using StreamEngine.Core.Hashing;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>Writes one segment: records gather in a block, full blocks go to the file.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly MirrorFolder _folder;
    private readonly long _number;
    private readonly XxHash128 _content = new();
    private IFile? _file;
    private byte[] _block = new byte[Limits.MirrorBlockBytes];
    private int _used = MirrorBlock.HeadBytes;
    private int _full;
    private readonly List<byte[]> _waiting = [];
    private long _offset;
    private long _records;

    public SegmentWriter(MirrorFolder folder, long number) => (_folder, _number) = (folder, number);

    public long Number => _number;

    /// <summary>Bytes written and waiting.</summary>
    public long Bytes => _offset + _full + _used - MirrorBlock.HeadBytes;

    public bool IsEmpty => _records == 0;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var most = MirrorBlock.MostBytes(key.Length, value.Length);
        if (_used + most > _block.Length) TurnOver(most);
        _used += MirrorBlock.Write(_block.AsSpan(_used), key, value);
        _records++;
    }

    /// <summary>Writes full blocks to the file.</summary>
    public void WriteFullBlocks()
    {
        foreach (var block in _waiting) WriteBlock(block);
        _waiting.Clear();
        _full = 0;
    }

    /// <summary>Writes everything, makes it durable, and says what the segment is now.</summary>
    public MirrorSegment Flush()
    {
        if (_used > MirrorBlock.HeadBytes) TurnOver(0);
        WriteFullBlocks();
        if (_file is not null) _folder.Flush(_file);
        var hash = _content.GetCurrentHashAsUInt128();
        return new MirrorSegment(_number, _offset, _records, new Hash128((ulong)(hash >> 64), (ulong)hash));
    }

    public void Dispose() => _file?.Dispose();

    private void TurnOver(int most)
    {
        if (_used > MirrorBlock.HeadBytes)
        {
            var block = _block.AsSpan(0, _used).ToArray();
            _full += block.Length;
            _waiting.Add(block);
        }

        if (MirrorBlock.HeadBytes + most > _block.Length) _block = new byte[MirrorBlock.HeadBytes + most];
        _used = MirrorBlock.HeadBytes;
    }

    private void WriteBlock(byte[] block)
    {
        _file ??= _folder.Create(MirrorSegment.NameOf(_number));
        MirrorBlock.Seal(block, _number, _offset);
        _folder.Write(_file, _offset, block);
        _content.Append(block);
        _offset += block.Length;
    }
}
