namespace StreamEngine.Schemas.Reading;

/// <summary>How a value lies in the message, as far as reading past it needs to know. May refer to itself.</summary>
internal sealed class Shape(Shape.Kind kind)
{
    internal enum Kind : byte
    {
        Empty,
        Varint,
        Boolean,

        /// <summary>A fixed number of bytes, <see cref="Shape.Size"/>.</summary>
        Fixed,
        Text,
        Bytes,

        /// <summary>All of <see cref="Shape.Parts"/> one after the other.</summary>
        Record,

        /// <summary>One of <see cref="Shape.Parts"/>, after its index.</summary>
        Union,

        /// <summary>Blocks of items, each all of <see cref="Shape.Parts"/>.</summary>
        Items,
    }

    internal Kind Of { get; } = kind;

    internal int Size { get; init; }

    internal Shape[] Parts { get; set; } = [];

    /// <summary>The fewest bytes that a value takes.</summary>
    internal int MinBytes { get; set; }

    /// <summary>Reads past a value; returns like <see cref="Wire"/>.</summary>
    internal int Skip(ReadOnlySpan<byte> span, int position, ref int itemsLeft, int depth = 0)
    {
        switch (Of)
        {
            case Kind.Empty:
                return position;
            case Kind.Varint:
                return Wire.Varint(span, position, out _);
            case Kind.Boolean:
                return position < span.Length && span[position] > 1
                    ? Wire.Fail(DecodeError.ValueOutOfRange)
                    : SkipBytes(span, position, 1);
            case Kind.Fixed:
                return SkipBytes(span, position, Size);
            case Kind.Text:
            case Kind.Bytes:
                position = Wire.Length(span, position, out var length);
                if (position < 0) return position;
                var isValid = Of == Kind.Bytes || Wire.IsUtf8(span.Slice(position, length));
                return isValid ? position + length : Wire.Fail(DecodeError.InvalidUtf8);
        }
        if (depth == Limits.Depth) return Wire.Fail(DecodeError.TooLarge);
        if (Of == Kind.Record) return SkipParts(span, position, ref itemsLeft, depth + 1);
        if (Of == Kind.Items) return SkipItems(span, position, ref itemsLeft, depth + 1);
        position = Wire.Varint(span, position, out var branch);
        if (position < 0) return position;
        var index = Wire.ZigZag(branch);
        return index >= 0 && index < Parts.Length
            ? Parts[index].Skip(span, position, ref itemsLeft, depth + 1)
            : Wire.Fail(DecodeError.UnreadableBranch);
    }

    private static int SkipBytes(ReadOnlySpan<byte> span, int position, int count) =>
        count <= span.Length - position ? position + count : Wire.Fail(DecodeError.CutOff);

    private int SkipParts(ReadOnlySpan<byte> span, int position, ref int itemsLeft, int depth)
    {
        foreach (var part in Parts)
        {
            position = part.Skip(span, position, ref itemsLeft, depth);
            if (position < 0) break;
        }
        return position;
    }

    private int SkipItems(ReadOnlySpan<byte> span, int position, ref int itemsLeft, int depth)
    {
        var itemBytes = 0;
        foreach (var part in Parts) itemBytes += part.MinBytes;
        while (true)
        {
            position = Wire.Block(span, position, itemBytes, ref itemsLeft, out var count, out var end);
            if (position < 0 || count == 0) return position;
            for (; count > 0 && position >= 0; count--) position = SkipParts(span, position, ref itemsLeft, depth);
            if (position < 0) return position;
            if (end >= 0 && position != end) return Wire.Fail(DecodeError.InvalidLength);
        }
    }
}
