using System.Numerics;

namespace StreamEngine.Commerce.Sessions;

/// <summary>
/// The rings of <see cref="RecentTimes"/>, used again: only open sessions need one, and most sessions are closed. One
/// thread.
/// </summary>
internal sealed class RingMemory
{
    /// <summary>How many times the smallest ring holds.</summary>
    public const int Smallest = 8;

    /// <summary>How many times the largest ring holds that is kept, and how many rings of a size are kept.</summary>
    private const int LargestKept = 512, MostKept = 16_384;

    private readonly Stack<long[]>[] _free =
        [.. Enumerable.Range(0, IndexOf(LargestKept) + 1).Select(_ => new Stack<long[]>())];

    /// <summary>A ring of that length, a power of two from the smallest on; its content is arbitrary.</summary>
    public long[] Rent(int length) =>
        length <= LargestKept && _free[IndexOf(length)].TryPop(out var ring) ? ring : new long[length];

    /// <summary>Takes a ring that nobody uses any more.</summary>
    public void Return(long[] ring)
    {
        if (ring.Length > LargestKept) return;
        var free = _free[IndexOf(ring.Length)];
        if (free.Count < MostKept) free.Push(ring);
    }

    private static int IndexOf(int length) => BitOperations.Log2((uint)length / Smallest);
}
