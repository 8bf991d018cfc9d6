namespace StreamEngine.Simulation;

/// <summary>A seeded generator (SplitMix64): the same seed gives the same numbers on every machine.</summary>
public sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number of 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E37_79B9_7F4A_7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number in [0, limit).</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Hits(int perMille) => Below(1000) < perMille;
}
