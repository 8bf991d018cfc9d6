using System.Numerics;

namespace StreamEngine.Load.Shop;

/// <summary>xoshiro256**, seeded through splitmix64: the same numbers for the same seed on every machine.</summary>
internal sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        _a = Mix(seed + 1);
        _b = Mix(_a);
        _c = Mix(_b);
        _d = Mix(_c) | 1;
    }

    /// <summary>One round of splitmix64: a well-mixed function of its argument.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>The number of 64-bit values that make up this share of all; for <see cref="Hit"/>.</summary>
    public static ulong Threshold(double share) =>
        share >= 1 ? ulong.MaxValue : (ulong)(share * (1UL << 53)) << 11;

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public long Between(long low, long high) => low + (long)Math.BigMul(Next(), (ulong)(high - low + 1), out _);

    /// <summary>True in that many of 10,000 cases.</summary>
    public bool Chance(int perTenThousand) => Below(10_000) < perTenThousand;

    /// <summary>True in the share of cases that the threshold was made from.</summary>
    public bool Hit(ulong threshold) => threshold > 0 && Next() < threshold;

    public T Pick<T>(T[] choices) => choices[Below(choices.Length)];
}
