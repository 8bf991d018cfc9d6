using System.Numerics;

namespace StreamEngine.State.Store;

/// <summary>
/// How a byte budget is divided. FASTER's sizes are powers of two; the log uses as many pages of its buffer as the
/// budget pays for and leaves the others empty, so only <see cref="RemainderBytes"/> of the budget stay unused.
/// </summary>
/// <param name="PageBytes">One page of the log: a power of two that holds the largest record.</param>
/// <param name="LogPages">Pages of the log in memory.</param>
/// <param name="BufferPages">Slots for pages: the power of two at or above <paramref name="LogPages"/>.</param>
/// <param name="IndexBytes">
/// The hash index; it overflows into more memory when it holds more keys than it was made for.
/// </param>
/// <param name="KnownEntries">Slots of the table of known records: a power of two.</param>
/// <param name="FilterBytes">The filter of keys that were ever stored: a power of two.</param>
/// <param name="SegmentBytes">One file of the spill.</param>
/// <param name="RemainderBytes">What is left of the budget.</param>
public readonly record struct StoreMemory(
    int PageBytes, int LogPages, int BufferPages, long IndexBytes, int KnownEntries, long FilterBytes,
    long SegmentBytes, long RemainderBytes)
{
    /// <summary>Bytes of one bucket of FASTER's index.</summary>
    public const int BucketBytes = 64;

    private const int MinIndexBytes = 64 * 1024;
    private const int MinKnownEntries = 1024;
    private const int PagesOfLargeBudget = 64;
    private const int IndexShare = 8;
    private const int KnownShare = 32;
    private const int MinFilterBytes = 8 * 1024;
    private const int FilterShare = 64;
    private const long MaxFilterBytes = 512L * 1024 * 1024;

    /// <summary>Bytes of the log in memory.</summary>
    public long LogBytes => (long)PageBytes * LogPages;

    /// <summary>Divides the budget; throws where it is too small, and names the least.</summary>
    public static StoreMemory Plan(long budgetBytes, int maxValueBytes)
    {
        var pageBytes = PageFor(budgetBytes, maxValueBytes);
        var index = Math.Max(MinIndexBytes, PowerOfTwoAtMost(budgetBytes / IndexShare));
        var known = (int)Math.Clamp(
            PowerOfTwoAtMost(budgetBytes / KnownShare / KnownRecords.BytesAnEntry), MinKnownEntries, 1 << 24);
        var filter = Math.Clamp(PowerOfTwoAtMost(budgetBytes / FilterShare), MinFilterBytes, MaxFilterBytes);
        var fixedBytes = index + filter + ((long)known * KnownRecords.BytesAnEntry)
            + ((long)Limits.WorkingPages * pageBytes);
        var pages = (budgetBytes - fixedBytes) / pageBytes;
        if (pages < Limits.MinLogPages)
            throw new ArgumentOutOfRangeException(nameof(budgetBytes), budgetBytes,
                $"Too little memory for values of up to {maxValueBytes} bytes; the least is "
                + $"{LeastFor(pageBytes)} bytes a store.");
        var logPages = (int)Math.Min(pages, 1 << 20);
        var segment = Math.Clamp(PowerOfTwoAtMost((long)logPages * pageBytes / 2), pageBytes,
            Math.Max(pageBytes, Limits.MaxSpillSegmentBytes));
        return new StoreMemory(pageBytes, logPages, (int)BitOperations.RoundUpToPowerOf2((uint)logPages), index, known,
            filter, segment, budgetBytes - fixedBytes - ((long)logPages * pageBytes));
    }

    private static int PageFor(long budgetBytes, int maxValueBytes)
    {
        var least = (int)BitOperations.RoundUpToPowerOf2(
            (uint)Math.Max(Limits.MinPageBytes, RecordLayout.RecordBytes(maxValueBytes)));
        var preferred = PowerOfTwoAtMost(Math.Max(1, budgetBytes / PagesOfLargeBudget));
        return Math.Max(least, (int)Math.Min(preferred, Limits.PreferredMaxPageBytes));
    }

    // The shares of index, table and filter grow with the budget; 4/3 of the pages covers both and the least sizes.
    private static long LeastFor(int pageBytes) =>
        ((long)pageBytes * (Limits.WorkingPages + Limits.MinLogPages) * 4 / 3)
        + MinIndexBytes + MinFilterBytes + ((long)MinKnownEntries * KnownRecords.BytesAnEntry);

    private static long PowerOfTwoAtMost(long value) =>
        value < 1 ? 1 : 1L << (63 - BitOperations.LeadingZeroCount((ulong)value));
}
