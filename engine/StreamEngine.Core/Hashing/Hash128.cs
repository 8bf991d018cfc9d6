using System.IO.Hashing;

namespace StreamEngine.Core.Hashing;

/// <summary>A 128-bit XXH3 hash with seed 0: the same for the same bytes on every machine and in every run.</summary>
public readonly record struct Hash128(ulong High, ulong Low) : IComparable<Hash128>
{
    /// <summary>Hashes the bytes.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> bytes)
    {
        var hash = XxHash128.HashToUInt128(bytes);
        return new Hash128((ulong)(hash >> 64), (ulong)hash);
    }

    /// <summary>The low half is already well mixed, so it serves as the hash code of tables.</summary>
    public override int GetHashCode() => (int)Low;

    /// <summary>32 lower-case hexadecimal digits, high half first.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <inheritdoc/>
    public int CompareTo(Hash128 other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
}
