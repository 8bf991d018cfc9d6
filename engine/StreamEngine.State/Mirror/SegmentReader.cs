using System.IO.Hashing;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.State.Files;

namespace StreamEngine.State.Mirror;

/// <summary>Reads segments: verifies them as a whole, and hands out their records block by block.</summary>
internal sealed class SegmentReader(MirrorFolder folder)
{
    private byte[] _buffer = new byte[Limits.MirrorBlockBytes];

    /// <summary>Throws where the segment is not, to the last byte, what its manifest says.</summary>
    public void Verify(MirrorSegment segment)
    {
        using var file = folder.OpenToRead(segment.Name);
        if (folder.LengthOf(file) < segment.Length)
            throw new StateFormatException($"{segment.Name} is shorter than it was");
        var hash = new XxHash128();
        for (long at = 0; at < segment.Length;)
        {
            var part = _buffer.AsMemory(0, (int)Math.Min(_buffer.Length, segment.Length - at));
            folder.Read(file, at, part);
            hash.Append(part.Span);
            at += part.Length;
        }

        var found = hash.GetCurrentHashAsUInt128();
        if (new Hash128((ulong)(found >> 64), (ulong)found) != segment.Content)
            throw new StateFormatException($"{segment.Name} fails its hash");
    }

    /// <summary>Hands out the records of the block at that offset, and returns the offset of the next.</summary>
    public long HandOutBlock(MirrorSegment segment, IFile file, long at, StateRecordHandler record)
    {
        var head = _buffer.AsMemory(0, MirrorBlock.HeadBytes);
        folder.Read(file, at, head);
        var length = MirrorBlock.LengthOf(head.Span, segment.Length - at);
        if (MirrorBlock.HeadBytes + length > _buffer.Length) Array.Resize(ref _buffer, MirrorBlock.HeadBytes + length);
        var content = _buffer.AsMemory(MirrorBlock.HeadBytes, length);
        folder.Read(file, at + MirrorBlock.HeadBytes, content);
        MirrorBlock.Verify(_buffer.AsSpan(0, MirrorBlock.HeadBytes), content.Span, segment.Number, at);
        MirrorBlock.HandOut(content.Span, record);
        return at + MirrorBlock.HeadBytes + length;
    }
}
