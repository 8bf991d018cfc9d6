using System.IO.Compression;

namespace StreamEngine.Schemas.Containers;

/// <summary>The blocks of an object container file, one after the other, unpacked into one reused buffer.</summary>
internal sealed class ContainerBlocks(ContainerInput input, ContainerHeader header)
{
    private const int FirstUnpack = 64 << 10;
    private readonly byte[] _sync = new byte[ContainerHeader.SyncBytes];
    private byte[] _packed = [];
    private byte[] _unpacked = [];
    private int _length;

    /// <summary>The codecs that can be unpacked.</summary>
    internal static bool IsKnownCodec(string codec) => codec is "null" or "deflate";

    /// <summary>The records of the block that was read last.</summary>
    internal ReadOnlyMemory<byte> Records => (header.Codec == "null" ? _packed : _unpacked).AsMemory(0, _length);

    /// <summary>Reads the next block.</summary>
    /// <param name="count">How many records it has.</param>
    /// <param name="fault">What is wrong with it; null when nothing is.</param>
    /// <returns>False at the end of the file, and for a fault.</returns>
    internal bool TryNext(out int count, out string? fault)
    {
        count = 0;
        fault = null;
        if (!input.TryLong(out var records, out var atEnd))
        {
            if (!atEnd) fault = "the file ends inside a block.";
            return false;
        }
        fault = Read(records);
        count = fault is null ? (int)records : 0;
        return fault is null;
    }

    private string? Read(long records)
    {
        if (!input.TryLong(out var size, out _)) return "the file ends inside a block.";
        if (size is < 0 or > Limits.ContainerBlockBytes)
            return $"a block may have {Limits.ContainerBlockBytes} bytes.";
        if (!input.TryRead((int)size, ref _packed) || !input.TryFill(_sync)) return "the file ends inside a block.";
        if (!_sync.AsSpan().SequenceEqual(header.Sync)) return "a block does not end with the marker of the file.";
        _length = (int)size;
        if (header.Codec != "null" && Unpack() is { } reason) return reason;
        return records < 0 || records > _length ? "a block states a number of records that it cannot have." : null;
    }

    private string? Unpack()
    {
        try
        {
            using var packed = new MemoryStream(_packed, 0, _length, writable: false);
            using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
            for (_length = 0; ;)
            {
                if (_length == _unpacked.Length)
                {
                    if (_length == Limits.ContainerBlockBytes)
                        return $"an unpacked block may have less than {Limits.ContainerBlockBytes} bytes.";
                    Array.Resize(ref _unpacked, Math.Clamp(_length * 2, FirstUnpack, Limits.ContainerBlockBytes));
                }
                var read = deflate.Read(_unpacked.AsSpan(_length));
                if (read == 0) return null;
                _length += read;
            }
        }
        catch (InvalidDataException)
        {
            return "a block cannot be unpacked.";
        }
    }
}
