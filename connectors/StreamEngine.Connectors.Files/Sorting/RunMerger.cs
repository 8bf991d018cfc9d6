namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>Merges sorted runs into one, by a heap of their current entries. It owns the runs.</summary>
internal sealed class RunMerger : ISortedRun
{
    private readonly IReadOnlyList<ISortedRun> _runs;
    private readonly PriorityQueue<ISortedRun, SortKey> _heads = new();
    private ISortedRun? _current;

    public RunMerger(IReadOnlyList<ISortedRun> runs)
    {
        _runs = runs;
        foreach (var run in runs)
            if (run.Read()) _heads.Enqueue(run, run.Key);
    }

    public SortKey Key => _current!.Key;

    public ReadOnlySpan<byte> Value => _current!.Value;

    public bool Read()
    {
        if (_current is not null)
        {
            if (_current.Read())
                _current = _heads.EnqueueDequeue(_current, _current.Key);
            else
                _heads.TryDequeue(out _current, out _);
        }
        else
        {
            _heads.TryDequeue(out _current, out _);
        }
        return _current is not null;
    }

    public void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
    }
}
