using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>How far each task is. One that was never heard of holds all back.</summary>
internal sealed class SourceWatermarks
{
    private long[] _watermarks = [];

    /// <summary>Every task's share is complete up to here.</summary>
    public long Lowest { get; private set; } = EventTime.Min;

    /// <summary>How far the fastest is.</summary>
    public long Highest { get; private set; } = EventTime.Min;

    /// <summary>By source.</summary>
    public IReadOnlyList<long> All => _watermarks;

    /// <summary>Moves a source on; true where the lowest or the highest went on.</summary>
    public bool Observe(int source, int sources, long watermark)
    {
        if (_watermarks.Length < sources)
        {
            var known = _watermarks.Length;
            Array.Resize(ref _watermarks, sources);
            Array.Fill(_watermarks, EventTime.Min, known, sources - known);
        }

        if (watermark <= _watermarks[source]) return false;
        _watermarks[source] = watermark;
        var (lowest, highest) = (_watermarks.Min(), Math.Max(Highest, watermark));
        var moved = lowest != Lowest || highest != Highest;
        (Lowest, Highest) = (lowest, highest);
        return moved;
    }
}
