using System.IO.Hashing;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Formats;

/// <summary>Event ids of formats without ids: hashes of the rows they were made of.</summary>
internal sealed class RowsHash
{
    private readonly XxHash128 _hash = new();

    /// <summary>The id of an event made of one row.</summary>
    public static string Of(ReadOnlySpan<byte> row) => Hash128.Of(row).ToString();

    /// <summary>Begins the id of an event made of several rows.</summary>
    public void Begin(ReadOnlySpan<byte> topic)
    {
        _hash.Reset();
        Add(topic);
    }

    public void Add(ReadOnlySpan<byte> row)
    {
        _hash.Append(row);
        _hash.Append("\n"u8);
    }

    public string End()
    {
        var hash = _hash.GetCurrentHashAsUInt128();
        return new Hash128((ulong)(hash >> 64), (ulong)hash).ToString();
    }
}
