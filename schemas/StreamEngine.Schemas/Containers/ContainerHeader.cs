using System.Text;

namespace StreamEngine.Schemas.Containers;

/// <summary>The header of an object container file: its schema, its codec and the marker between its blocks.</summary>
internal sealed record ContainerHeader(string Schema, string Codec, byte[] Sync)
{
    internal const int SyncBytes = 16;
    private const int MaxEntries = 1_000;

    private static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    /// <summary>Reads the header; null where there is none, or a broken or too large one.</summary>
    internal static ContainerHeader? Read(ContainerInput input)
    {
        Span<byte> magic = stackalloc byte[Magic.Length];
        if (!input.TryFill(magic) || !magic.SequenceEqual(Magic)) return null;
        var metadata = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!TryReadMetadata(input, metadata)) return null;
        var sync = new byte[SyncBytes];
        if (!input.TryFill(sync) || !metadata.TryGetValue("avro.schema", out var schema)) return null;
        var codec = metadata.TryGetValue("avro.codec", out var name) ? Encoding.UTF8.GetString(name) : "null";
        return new ContainerHeader(Encoding.UTF8.GetString(schema), codec, sync);
    }

    private static bool TryReadMetadata(ContainerInput input, Dictionary<string, byte[]> metadata)
    {
        var bytesLeft = Limits.ContainerHeaderBytes;
        for (var entriesLeft = MaxEntries; entriesLeft >= 0;)
        {
            if (!input.TryLong(out var count, out _)) return false;
            if (count == 0) return true;
            if (count < 0 && (count == long.MinValue || !input.TryLong(out _, out _))) return false;
            count = Math.Abs(count);
            if (count > entriesLeft) return false;
            entriesLeft -= (int)count;
            for (; count > 0; count--)
            {
                if (!TryReadBytes(input, ref bytesLeft, out var key)) return false;
                if (!TryReadBytes(input, ref bytesLeft, out var value)) return false;
                metadata[Encoding.UTF8.GetString(key)] = value;
            }
        }
        return false;
    }

    private static bool TryReadBytes(ContainerInput input, ref int bytesLeft, out byte[] bytes)
    {
        bytes = [];
        if (!input.TryLong(out var length, out _) || length < 0 || length > bytesLeft) return false;
        bytesLeft -= (int)length;
        if (!input.TryRead((int)length, ref bytes)) return false;
        Array.Resize(ref bytes, (int)length);
        return true;
    }
}
