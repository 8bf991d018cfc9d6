using System.IO.Hashing;
using StreamEngine.State.Files;

namespace StreamEngine.State.Store;

/// <summary>
/// One file of the spill with a checksum in memory for each of its blocks: what comes back from the disk is what was
/// written, or the read fails. A block that was never written has none.
/// </summary>
internal sealed class SpillSegment(IFile file, string path, long segmentBytes) : IDisposable
{
    private readonly ulong[] _checksums = new ulong[segmentBytes / Limits.SpillBlockBytes];
    private int _blocks;

    public string Path => path;
    public IFile File => file;

    /// <summary>Bytes that were written to it.</summary>
    public long Bytes => (long)_blocks * Limits.SpillBlockBytes;

    public void Wrote(long offset, ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += Limits.SpillBlockBytes)
        {
            ref var checksum = ref _checksums[(offset + at) / Limits.SpillBlockBytes];
            if (checksum == 0) _blocks++;
            checksum = Checksum(bytes.Slice(at, Limits.SpillBlockBytes));
        }
    }

    /// <summary>
    /// Checks what a read brought and clears what was never written: FASTER reads whole blocks, and the last of them
    /// may lie beyond what it has flushed.
    /// </summary>
    public void Verify(long offset, Span<byte> bytes, int read)
    {
        for (var at = 0; at < bytes.Length; at += Limits.SpillBlockBytes)
        {
            var block = bytes.Slice(at, Limits.SpillBlockBytes);
            var index = (offset + at) / Limits.SpillBlockBytes;
            var checksum = index < _checksums.Length ? _checksums[index] : 0;
            if (checksum == 0)
            {
                block.Clear();
                continue;
            }
            if (at + Limits.SpillBlockBytes > read)
                throw new IOException($"The spill file '{path}' ends before offset {offset + at}, which was written.");
            if (Checksum(block) != checksum)
                throw new IOException($"The spill file '{path}' is damaged at offset {offset + at}.");
        }
    }

    public void Dispose() => file.Dispose();

    // Zero says "never written".
    private static ulong Checksum(ReadOnlySpan<byte> block) => Math.Max(1, XxHash3.HashToUInt64(block));
}
