using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>What is told of the windows: their changes, or each as a whole with a revision.</summary>
public sealed partial class TumblingTotals<TKey>
{
    private readonly List<Change> _changes = [];
    private readonly List<(TKey Key, Window Window, decimal Change)> _removed = [];
    private readonly Dictionary<(TKey Key, long Start), Publication> _published = [];

    /// <summary>By how much a window changed since its change was told last.</summary>
    private record struct Change(WindowSeries<TKey> Series, long Start, decimal Amount);

    /// <summary>A window as <see cref="Publish"/> gave it last.</summary>
    private readonly record struct Publication(decimal Total, int Revision, bool IsFinal);

    /// <summary>
    /// True where <see cref="TakeChanges"/> is used; it takes the place of <see cref="Publish"/>. To be set before
    /// anything is booked.
    /// </summary>
    public bool TracksChanges { get; set; }

    /// <summary>True where <see cref="TakeChanges"/> has something to say.</summary>
    public bool HasChanges => _changes.Count > 0 || _removed.Count > 0;

    /// <summary>Every window and what was published of it, in no particular order.</summary>
    public IEnumerable<(TKey Key, Window Window, decimal Published)> Published() =>
        Cells().Select(c => (c.Key, WindowAt(c.Key, c.Cell.Start), PublishedOf(c.Key, c.Cell).Total))
            .Concat(_removed.Select(r => (r.Key, r.Window, -r.Change)));

    /// <summary>Tells by how much each window changed since it was told last, in no particular order.</summary>
    public void TakeChanges(Action<TKey, Window, decimal> changed)
    {
        foreach (var (key, window, change) in _removed)
        {
            changed(key, window, change);
            MarkUnsaved(key, window.Start);
        }

        _removed.Clear();
        for (var i = 0; i < _changes.Count; i++)
        {
            var (series, start, amount) = _changes[i];
            ref var cell = ref series.Find(start);
            // It may have been moved away, or even made again, meanwhile.
            if (Unsafe.IsNullRef(ref cell) || cell.Change != i + 1) continue;
            cell.Change = 0;
            MarkUnsaved(series.Key, ref cell);
            changed(series.Key, WindowAt(series.Key, start), amount);
        }

        _changes.Clear();
    }

    /// <summary>
    /// The windows that changed, or became final, since they were published last, by start, then key order; they count
    /// as published afterwards.
    /// </summary>
    public List<WindowTotal<TKey>> Publish(long watermark)
    {
        var due = new List<WindowTotal<TKey>>();
        foreach (var series in _series.Values)
        {
            var completeAfterMs = _options.CompleteAfterMs(series.Key);
            foreach (ref var cell in series)
            {
                var window = WindowAt(series.Key, cell.Start);
                var isFinal = watermark > EventTime.Plus(window.End, completeAfterMs);
                var last = PublishedOf(series.Key, cell);
                if (last.Revision > 0 && last.Total == cell.Total && last.IsFinal == isFinal) continue;
                var next = new Publication(cell.Total, last.Revision + 1, isFinal);
                _published[(series.Key, cell.Start)] = next;
                MarkUnsaved(series.Key, ref cell);
                due.Add(new WindowTotal<TKey>(series.Key, window, next.Total, isFinal, next.Revision));
            }
        }

        due.Sort((a, b) => a.Window.Start != b.Window.Start
            ? a.Window.Start.CompareTo(b.Window.Start)
            : Comparer<TKey>.Default.Compare(a.Key, b.Key));
        return due;
    }

    /// <summary>The change of a window, listed where it is not. Valid until the next one is listed.</summary>
    private ref Change ChangeAt(WindowSeries<TKey> series, ref WindowCell cell)
    {
        if (cell.Change == 0)
        {
            _changes.Add(new Change(series, cell.Start, 0));
            cell.Change = _changes.Count;
        }

        return ref CollectionsMarshal.AsSpan(_changes)[cell.Change - 1];
    }

    private decimal ChangeOf(in WindowCell cell) => cell.Change == 0 ? 0 : _changes[cell.Change - 1].Amount;

    /// <summary>Where changes are told, what was told so far; else what was published.</summary>
    private Publication PublishedOf(TKey key, in WindowCell cell) => TracksChanges
        ? new Publication(cell.Total - ChangeOf(cell), 0, IsFinal: false)
        : _published.GetValueOrDefault((key, cell.Start));
}
