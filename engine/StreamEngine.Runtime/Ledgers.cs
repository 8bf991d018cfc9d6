using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Ledger;

namespace StreamEngine.Runtime;

/// <summary>The books of a task's inputs as numbers.</summary>
internal static class Ledgers
{
    /// <summary>How many numbers one input takes.</summary>
    public const int Columns = 6;

    public static long[] Write(IReadOnlyList<LedgerColumns> books)
    {
        var numbers = new long[books.Count * Columns];
        for (var i = 0; i < books.Count; i++)
        {
            var book = books[i];
            var at = numbers.AsSpan(i * Columns);
            (at[0], at[1], at[2]) = (book.Read, book.Processed, book.Duplicate);
            (at[3], at[4], at[5]) = (book.Late, book.Filtered, book.DeadLettered);
        }

        return numbers;
    }

    public static IReadOnlyList<(int Input, FateKind Kind, string Reason, long Count)> Reasons(
        IReadOnlyList<LedgerColumns> books)
    {
        var reasons = new List<(int, FateKind, string, long)>();
        for (var i = 0; i < books.Count; i++)
            foreach (var ((kind, reason), count) in books[i].Reasons) reasons.Add((i, kind, reason, count));
        return reasons;
    }
}
