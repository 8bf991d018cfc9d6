using System.Buffers.Binary;

namespace StreamEngine.Core.Log;

/// <summary>
/// A record's headers in one block of bytes: for each the name's length (4 bytes, little endian), the value's length (4
/// bytes; -1 where the value is null), the name, the value. Blocks may be joined by concatenation.
/// </summary>
public readonly ref struct LogHeaders
{
    private const int Prefix = 8;
    private readonly ReadOnlySpan<byte> _block;

    /// <summary>Reads the headers of a block made by <see cref="HeaderWriter"/> or a connector.</summary>
    public LogHeaders(ReadOnlySpan<byte> block) => _block = block;

    /// <summary>The block itself, to be passed on as it is.</summary>
    public ReadOnlySpan<byte> Block => _block;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _block.IsEmpty;

    /// <summary>Enumerates in the order of the record.</summary>
    public Enumerator GetEnumerator() => new(_block);

    /// <summary>
    /// The last header of that name, which is the one that counts; false when there is none or it is null.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        foreach (var header in this)
        {
            if (!header.Name.SequenceEqual(name)) continue;
            found = !header.IsNull;
            value = header.Value;
        }
        return found;
    }

    /// <summary>How many bytes a header takes in a block.</summary>
    internal static int Size(int nameLength, int valueLength) => checked(Prefix + nameLength + valueLength);

    /// <summary>Writes one header to the front of the destination, which is large enough.</summary>
    internal static void Write(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], isNull ? -1 : value.Length);
        name.CopyTo(destination[Prefix..]);
        value.CopyTo(destination[(Prefix + name.Length)..]);
    }

    /// <summary>Walks over the headers of a block.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> block)
        {
            _rest = block;
            Current = default;
        }

        /// <summary>The header at hand.</summary>
        public LogHeader Current { get; private set; }

        /// <summary>Goes to the next header.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            var name = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            var value = BinaryPrimitives.ReadInt32LittleEndian(_rest[4..]);
            var bytes = Math.Max(value, 0);
            Current = new LogHeader(_rest.Slice(Prefix, name), _rest.Slice(Prefix + name, bytes), value < 0);
            _rest = _rest[(Prefix + name + bytes)..];
            return true;
        }
    }
}

/// <summary>One header: a name in UTF-8 and a value, or null.</summary>
public readonly ref struct LogHeader
{
    internal LogHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        Name = name;
        Value = value;
        IsNull = isNull;
    }

    /// <summary>The name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value; empty where it is null.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Whether the value is null.</summary>
    public bool IsNull { get; }
}
