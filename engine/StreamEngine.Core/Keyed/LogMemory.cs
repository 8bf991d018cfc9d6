using System.Numerics;

namespace StreamEngine.Core.Keyed;

/// <summary>
/// The arrays of event logs, in a few sizes, used again: a log that outgrows its array leaves it to the next one that
/// grows up to its size. Three of four bytes that logs allocated came from growing (docs/adr/0011). One thread.
/// </summary>
internal sealed class LogMemory
{
    /// <summary>The smallest array and the largest that is kept, bytes.</summary>
    private const int Smallest = 64, LargestKept = 64 * 1024;

    private const int QuartersOfASize = 4;

    /// <summary>What is kept of one size at most, bytes.</summary>
    private const int MaxKept = 4 * 1024 * 1024;

    private readonly Stack<byte[]>[] _free =
        [.. Enumerable.Range(0, IndexOf(LargestKept) + 1).Select(_ => new Stack<byte[]>())];

    /// <summary>An array of the next size: 64, 80, 96, 112, 128, 160, 192, …; its content is arbitrary.</summary>
    public byte[] Rent(int bytes)
    {
        var size = SizeFor(bytes);
        return size <= LargestKept && _free[IndexOf(size)].TryPop(out var array) ? array : new byte[size];
    }

    /// <summary>Takes an array that nobody uses any more.</summary>
    public void Return(byte[] array)
    {
        var size = array.Length;
        if (size > LargestKept || size != SizeFor(size)) return;
        var free = _free[IndexOf(size)];
        if ((free.Count + 1) * (long)size <= MaxKept) free.Push(array);
    }

    /// <summary>
    /// The size of the array that holds so many bytes: a power of two, or one, two or three quarters more.
    /// </summary>
    public static int SizeFor(int bytes)
    {
        if (bytes <= Smallest) return Smallest;
        var quarter = (int)BitOperations.RoundUpToPowerOf2((uint)bytes) / 2 / QuartersOfASize;
        return (bytes + quarter - 1) / quarter * quarter;
    }

    private static int IndexOf(int size)
    {
        var exponent = BitOperations.Log2((uint)size);
        var quarters = (size - (1 << exponent)) / ((1 << exponent) / QuartersOfASize);
        return ((exponent - BitOperations.Log2(Smallest)) * QuartersOfASize) + quarters;
    }
}
