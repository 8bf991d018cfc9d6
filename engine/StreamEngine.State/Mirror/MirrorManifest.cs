using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.State.Mirror;

/// <summary>A file of records, of which the first so many bytes belong to the mirror.</summary>
internal sealed record MirrorSegment(long Number, long Length, long Records, Hash128 Content)
{
    /// <summary>The file's name.</summary>
    public string Name => NameOf(Number);

    public const string Prefix = "segment-";

    public static string NameOf(long number) => $"{Prefix}{number:x8}.mirror";
}

/// <summary>
/// What makes files a mirror: whose it is, which snapshot it holds, and the segments with their lengths and hashes,
/// oldest first. It is written last, so that there is always a whole one.
/// </summary>
internal sealed record MirrorManifest(
    MirrorIdentity Identity, MirrorMark Mark, long CompactedBytes, IReadOnlyList<MirrorSegment> Segments)
{
    public const string Name = "manifest.mirror";
    public const string NewName = "manifest.new";

    private const int HashBytes = 16;
    private static readonly StateVersions Versions = new("mirror manifests", 1);

    public byte[] Write()
    {
        var output = new RecordWriter();
        output.Byte(Versions.Current);
        output.Text(Identity.ClusterId);
        output.Text(Identity.Group);
        output.Text(Identity.Topic);
        output.Text(Identity.TopicId);
        output.Number(Identity.Partition);
        output.Number(Mark.ChangelogOffset);
        output.Signed(Mark.TakenAt);
        output.Bytes(Mark.Snapshot.Span);
        output.Number(CompactedBytes);
        output.Number(Segments.Count);
        foreach (var segment in Segments)
        {
            output.Number(segment.Number);
            output.Number(segment.Length);
            output.Number(segment.Records);
            output.Hash(segment.Content);
        }

        var bytes = new byte[output.Written.Length + HashBytes];
        output.Written.CopyTo(bytes);
        var hash = XxHash128.HashToUInt128(output.Written);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(output.Written.Length), hash);
        return bytes;
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="StateFormatException">The bytes are none.</exception>
    public static MirrorManifest Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HashBytes) throw new StateFormatException("the manifest is cut off");
        var content = bytes[..^HashBytes];
        if (BinaryPrimitives.ReadUInt128LittleEndian(bytes[^HashBytes..]) != XxHash128.HashToUInt128(content))
            throw new StateFormatException("the manifest fails its hash");
        var input = new RecordReader(Versions.BringUp(content));
        input.Byte();
        var (cluster, group, topic) = (Text(ref input), Text(ref input), Text(ref input));
        var identity = new MirrorIdentity(cluster, group, topic, Text(ref input), (int)input.Number(int.MaxValue));
        var mark = new MirrorMark(input.Number(), input.Signed(), input.Bytes().ToArray());
        var compacted = input.Number();
        var segments = new List<MirrorSegment>();
        for (var left = input.Count(); left > 0; left--)
            segments.Add(new MirrorSegment(input.Number(), input.Number(), input.Number(), input.Hash()));
        input.End();
        return new MirrorManifest(identity, mark, compacted, segments);
    }

    private static string Text(ref RecordReader input) => Encoding.UTF8.GetString(input.Bytes());
}
