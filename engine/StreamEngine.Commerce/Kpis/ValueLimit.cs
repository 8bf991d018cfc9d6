using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Which values of a breakdown have a line where there are more than the limit: those of the lowest hashes. That
/// depends on the values alone, not on when they came or which task saw them, and a task that keeps no more than the
/// limit keeps every value that is among the lowest of all tasks together. The values that it chooses mean nothing, so
/// the limit should be above what a shop has.
/// </summary>
internal static class ValueLimit
{
    /// <summary>The rank of a value: the lowest have a line.</summary>
    public static ulong RankOf(string value) =>
        value == Breakdowns.Other ? ulong.MaxValue : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(value));

    /// <summary>The values without a line of their own.</summary>
    public static IEnumerable<string> Beyond(IEnumerable<string> values, int limit) => values
        .Where(value => value != Breakdowns.Other)
        .OrderBy(RankOf).ThenBy(value => value, StringComparer.Ordinal)
        .Skip(limit);
}
