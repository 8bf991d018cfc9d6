using System.IO.Hashing;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.State;

/// <summary>
/// A cheap summary of a set of keys with their values: how many, and the sum of their hashes. It does not depend on the
/// order in which the records came, so it is kept up record by record and compared with one computed by a scan.
/// </summary>
public readonly record struct StateFold(long Count, ulong Sum)
{
    private const ulong KeyLowFactor = 0x9E37_79B9_7F4A_7C15UL;
    private const ulong KeyHighFactor = 0xC2B2_AE3D_27D4_EB4FUL;
    private const ulong MixFactor = 0xFF51_AFD7_ED55_8CCDUL;

    /// <summary>The hash of one record, key and value together.</summary>
    public static ulong HashOf(Hash128 key, ReadOnlySpan<byte> value)
    {
        var hash = XxHash3.HashToUInt64(value);
        hash = unchecked((hash ^ (key.Low * KeyLowFactor)) * MixFactor);
        hash ^= hash >> 32;
        hash = unchecked((hash ^ (key.High * KeyHighFactor)) * MixFactor);
        return hash ^ (hash >> 29);
    }

    /// <summary>The fold with one more record.</summary>
    public StateFold With(ulong recordHash) => new(Count + 1, unchecked(Sum + recordHash));

    /// <summary>The fold with one record less; the record must have been in it.</summary>
    public StateFold Without(ulong recordHash) => new(Count - 1, unchecked(Sum - recordHash));
}
