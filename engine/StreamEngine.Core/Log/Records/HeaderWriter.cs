using System.Text;

namespace StreamEngine.Core.Log;

/// <summary>Builds the header block of a record; reused from record to record.</summary>
public sealed class HeaderWriter
{
    private byte[] _bytes = new byte[256];
    private int _used;

    /// <summary>The block built so far; valid until the next change.</summary>
    public ReadOnlySpan<byte> Block => _bytes.AsSpan(0, _used);

    /// <summary>How many headers the block holds.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a new block.</summary>
    public HeaderWriter Clear()
    {
        _used = 0;
        Count = 0;
        return this;
    }

    /// <summary>Adds a header.</summary>
    public HeaderWriter Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(name, value, isNull: false);

    /// <summary>Adds a header whose value is text.</summary>
    public HeaderWriter Add(ReadOnlySpan<byte> name, string value) => Add(name, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a header whose value is null.</summary>
    public HeaderWriter AddNull(ReadOnlySpan<byte> name) => Add(name, default, isNull: true);

    /// <summary>Adds every header of a record.</summary>
    public HeaderWriter AddAll(LogHeaders headers)
    {
        foreach (var header in headers) Add(header.Name, header.Value, header.IsNull);
        return this;
    }

    private HeaderWriter Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        if (Count == LogLimits.Headers)
            throw new InvalidOperationException($"A record carries at most {LogLimits.Headers} headers.");
        var size = LogHeaders.Size(name.Length, value.Length);
        if (_bytes.Length - _used < size) Array.Resize(ref _bytes, Math.Max(_used + size, _bytes.Length * 2));
        LogHeaders.Write(_bytes.AsSpan(_used), name, value, isNull);
        _used += size;
        Count++;
        return this;
    }
}
