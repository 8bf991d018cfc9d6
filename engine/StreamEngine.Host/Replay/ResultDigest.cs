using System.IO.Hashing;

namespace StreamEngine.Host.Replay;

/// <summary>
/// A hash of lines that does not depend on their order: the sum, modulo 2^128, of the hash of each line seeded with its
/// stream. Equal results give equal digests, whatever the number of partitions.
/// </summary>
public sealed class ResultDigest
{
    private UInt128 _sum;

    /// <summary>Adds a line, without its line feed.</summary>
    public void Add(int stream, ReadOnlySpan<byte> line) => _sum += XxHash128.HashToUInt128(line, stream);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => _sum.ToString("x32", null);
}
