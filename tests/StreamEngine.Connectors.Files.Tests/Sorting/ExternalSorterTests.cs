using CsCheck;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sorting;

namespace StreamEngine.Connectors.Files.Tests.Sorting;

public sealed class ExternalSorterTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Entries_come_in_order_whatever_the_budget() =>
        Gen.Select(Gen.Select(Gen.Long[-3, 3], Gen.Byte[0, 3], Gen.Int[0, 600]).Array[0, 300], Gen.Int[1, 40]).Sample(
            (entries, budgetKiB) =>
            {
                var runs = new TempRuns(_work.TempFolder);
                using var sorter = new ExternalSorter(budgetKiB * 1024, runs);
                for (var i = 0; i < entries.Length; i++)
                {
                    var (time, rank, length) = entries[i];
                    sorter.Add(SortKey.ByTime(time, rank, new RowPosition(0, 0, i)), Value(i, length));
                }
                var expected = entries.Select((e, i) => (e.Item1, e.Item2, Line: (long)i, Length: e.Item3))
                    .OrderBy(e => e.Item1).ThenBy(e => e.Item2).ThenBy(e => e.Line);
                var sorted = sorter.Finish();
                foreach (var (time, rank, line, length) in expected)
                {
                    Assert.True(sorted.Read());
                    Assert.Equal((time, rank, line), (sorted.Key.Time, sorted.Key.Rank, sorted.Key.Position.Line));
                    Assert.True(sorted.Value.SequenceEqual(Value((int)line, length)));
                }
                Assert.False(sorted.Read());
            }, iter: 200);

    [Fact]
    public void Many_runs_are_merged_in_levels()
    {
        var runs = new TempRuns(_work.TempFolder);
        using var sorter = new ExternalSorter(Limits.MinMemoryBudgetBytes, runs);
        const int Count = 40_000;
        for (var i = 0; i < Count; i++)
            sorter.Add(SortKey.ByTime(i * 7919L % Count, 0, new RowPosition(0, 0, i)), Value(i, 200));
        Assert.True(runs.Written > Limits.MergeFanIn);
        var sorted = sorter.Finish();
        for (var i = 0; i < Count; i++)
        {
            Assert.True(sorted.Read());
            Assert.Equal(i, sorted.Key.Time);
        }
        Assert.False(sorted.Read());
    }

    [Fact]
    public void A_value_larger_than_the_budget_is_taken()
    {
        using var sorter = new ExternalSorter(1024, new TempRuns(_work.TempFolder));
        for (var i = 3; i > 0; i--)
            sorter.Add(SortKey.ByTime(i, 0, new RowPosition(0, 0, i)), Value(i, 300_000));
        var sorted = sorter.Finish();
        for (var i = 1; i <= 3; i++)
        {
            Assert.True(sorted.Read());
            Assert.True(sorted.Value.SequenceEqual(Value(i, 300_000)));
        }
        Assert.False(sorted.Read());
    }

    [Fact]
    public void A_directory_that_cannot_be_written_to_ends_the_run()
    {
        var blocked = _work.Write("file", "");
        using var sorter = new ExternalSorter(1024, new TempRuns(blocked));
        var failure = Assert.Throws<FileSourceException>(() =>
        {
            for (var i = 0; i < 1000; i++) sorter.Add(SortKey.ByTime(i, 0, new RowPosition(0, 0, i)), Value(i, 100));
        });
        Assert.Contains(blocked, failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Value(int seed, int length)
    {
        var value = new byte[length];
        for (var i = 0; i < length; i++) value[i] = (byte)(seed + i);
        return value;
    }
}
