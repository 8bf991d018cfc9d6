namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>
/// Sorts any number of entries within a memory budget. What does not fit goes to sorted runs on disk; as soon as
/// <see cref="Limits.MergeFanIn"/> runs of one level exist they become one of the next, so the number of open files
/// stays small.
/// </summary>
internal sealed class ExternalSorter(long budgetBytes, TempRuns runs) : IDisposable
{
    private readonly SortBuffer _buffer = new(budgetBytes);
    private readonly List<List<ISortedRun>> _levels = [];
    private ISortedRun? _result;

    /// <summary>How many entries were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an entry. Its key must differ from every other's.</summary>
    /// <exception cref="FileSourceException">The temporary directory cannot be written to.</exception>
    public void Add(in SortKey key, ReadOnlySpan<byte> value)
    {
        Count++;
        if (_buffer.TryAdd(key, value)) return;
        Spill(_buffer.Sort(), level: 0);
        _buffer.Clear();
        if (!_buffer.TryAdd(key, value)) throw new InvalidOperationException("An empty sort buffer takes any entry.");
    }

    /// <summary>All entries in order; nothing can be added any more. The sorter owns what is returned.</summary>
    public ISortedRun Finish()
    {
        var last = _buffer.Sort();
        _result = _levels.Count == 0 ? last : new RunMerger([.. _levels.SelectMany(level => level), last]);
        return _result;
    }

    public void Dispose()
    {
        _result?.Dispose();
        foreach (var run in _levels.SelectMany(level => level)) run.Dispose();
    }

    private void Spill(ISortedRun sorted, int level)
    {
        if (_levels.Count == level) _levels.Add([]);
        _levels[level].Add(runs.Write(sorted));
        if (_levels[level].Count < Limits.MergeFanIn) return;
        using var merged = new RunMerger(_levels[level].ToArray());
        _levels[level] = [];
        Spill(merged, level + 1);
    }
}
