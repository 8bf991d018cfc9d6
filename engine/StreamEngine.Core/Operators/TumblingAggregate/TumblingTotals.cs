using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>
/// The totals of all windows: the state of the aggregate. A window is there once something was booked in it, and stays
/// when its bookings are taken back.
/// </summary>
public sealed partial class TumblingTotals<TKey> where TKey : notnull
{
    private struct Cell
    {
        public decimal Total;
        public long End;
        public decimal Published;
        public int Revision;
        public bool IsFinal;
        public bool IsListed;
        public bool IsUnsaved;
    }

    private readonly TumblingOptions<TKey> _options;
    private readonly Dictionary<(TKey Key, long Start), Cell> _cells = [];
    private readonly List<(TKey Key, long Start)> _changed = [];
    private readonly List<(TKey Key, Window Window, decimal Change)> _removed = [];
    private readonly List<(TKey Key, Window Window)> _unsaved = [];

    /// <summary>Creates totals without any window.</summary>
    public TumblingTotals(TumblingOptions<TKey> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>How many windows there are.</summary>
    public int Count => _cells.Count;

    /// <summary>True where <see cref="TakeChanges"/> is used; it takes the place of <see cref="Publish"/>.</summary>
    public bool TracksChanges { get; set; }

    /// <summary>True where <see cref="TakeChanges"/> has something to say.</summary>
    public bool HasChanges => _changed.Count > 0 || _removed.Count > 0;

    /// <summary>Books an amount.</summary>
    public void Book(in Booking<TKey> booking)
    {
        var window = _options.WindowOf(booking.Key, booking.Time);
        ref var cell = ref CellAt(booking.Key, window);
        cell.Total += booking.Amount;
        List(ref cell, booking.Key, window.Start);
    }

    /// <summary>Books an amount where its window is there already; else does nothing and returns false.</summary>
    public bool TryBook(in Booking<TKey> booking)
    {
        var start = _options.WindowOf(booking.Key, booking.Time).Start;
        ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, (booking.Key, start));
        if (Unsafe.IsNullRef(ref cell)) return false;
        cell.Total += booking.Amount;
        List(ref cell, booking.Key, start);
        return true;
    }

    /// <summary>The total of a window; 0 where there is none.</summary>
    public decimal TotalOf(TKey key, long start) => _cells.TryGetValue((key, start), out var cell) ? cell.Total : 0;

    /// <summary>
    /// Moves a window's total to another key's and forgets it: a change of both. Nothing where there is none.
    /// </summary>
    public void Move(TKey from, TKey to, long start)
    {
        if (!_cells.Remove((from, start), out var moved)) return;
        if (TracksChanges) _removed.Add((from, new Window(start, moved.End), -moved.Published));
        if (!moved.IsUnsaved) _unsaved.Add((from, new Window(start, moved.End)));
        ref var cell = ref CellAt(to, new Window(start, moved.End));
        cell.Total += moved.Total;
        List(ref cell, to, start);
    }

    /// <summary>
    /// Forgets windows that ended at or before a time. What they hold is added to the window of another key, which is
    /// no change: together they hold what they held; or dropped, where the function gives no key.
    /// </summary>
    /// <param name="until">Windows that end later stay.</param>
    /// <param name="into">The key that takes over; false where the window is dropped.</param>
    public void Settle(long until, TryMove into)
    {
        foreach (var (id, cell) in _cells.Where(c => c.Value.End <= until).ToList())
        {
            if (cell.Total != cell.Published && TracksChanges) continue;
            if (into(id.Key, out var target))
            {
                if (EqualityComparer<TKey>.Default.Equals(target, id.Key)) continue;
                ref var kept = ref CellAt(target, _options.WindowOf(target, id.Start));
                kept.Total += cell.Total;
                kept.Published += cell.Published;
                MarkUnsaved(ref kept, target, _options.WindowOf(target, id.Start).Start);
            }

            if (!cell.IsUnsaved) _unsaved.Add((id.Key, new Window(id.Start, cell.End)));
            _cells.Remove(id);
        }
    }

    /// <summary>Says which key takes over the windows of a key.</summary>
    public delegate bool TryMove(TKey key, out TKey target);

    /// <summary>Adds another task's totals: shares of the same windows.</summary>
    public void Add(TumblingTotals<TKey> other)
    {
        foreach (var ((key, start), cell) in other._cells)
            CellAt(key, new Window(start, cell.End)).Total += cell.Total;
    }

    /// <summary>Every window and its total, in no particular order.</summary>
    public IEnumerable<(TKey Key, Window Window, decimal Total)> All() =>
        _cells.Select(c => (c.Key.Key, new Window(c.Key.Start, c.Value.End), c.Value.Total));

    /// <summary>Every window and what was published of it, in no particular order.</summary>
    public IEnumerable<(TKey Key, Window Window, decimal Published)> Published() => _cells
        .Select(c => (c.Key.Key, new Window(c.Key.Start, c.Value.End), c.Value.Published))
        .Concat(_removed.Select(r => (r.Key, r.Window, -r.Change)));

    /// <summary>Puts a window back when state is read.</summary>
    public void Restore(TKey key, Window window, decimal total, decimal published)
    {
        ref var cell = ref CellAt(key, window);
        cell.Total = total;
        cell.Published = published;
        if (total != published) List(ref cell, key, window.Start);
    }

    /// <summary>Tells by how much each window changed since it was told last, in no particular order.</summary>
    public void TakeChanges(Action<TKey, Window, decimal> changed)
    {
        foreach (var (key, window, change) in _removed)
        {
            changed(key, window, change);
            MarkUnsaved(key, window);
        }

        _removed.Clear();
        foreach (var id in _changed)
        {
            ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, id);
            if (Unsafe.IsNullRef(ref cell)) continue;
            var change = cell.Total - cell.Published;
            cell.Published = cell.Total;
            cell.IsListed = false;
            MarkUnsaved(ref cell, id.Key, id.Start);
            changed(id.Key, new Window(id.Start, cell.End), change);
        }

        _changed.Clear();
    }

    /// <summary>
    /// The windows that changed, or became final, since they were published last, by start, then key order; they count
    /// as published afterwards.
    /// </summary>
    public List<WindowTotal<TKey>> Publish(long watermark)
    {
        var due = new List<WindowTotal<TKey>>();
        foreach (var id in _cells.Keys)
        {
            ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, id);
            var isFinal = watermark > EventTime.Plus(cell.End, _options.CompleteAfterMs(id.Key));
            if (cell.Revision > 0 && cell.Published == cell.Total && cell.IsFinal == isFinal) continue;
            cell.Published = cell.Total;
            cell.IsFinal = isFinal;
            cell.Revision++;
            MarkUnsaved(ref cell, id.Key, id.Start);
            due.Add(new WindowTotal<TKey>(id.Key, new Window(id.Start, cell.End), cell.Total, isFinal, cell.Revision));
        }

        due.Sort((a, b) => a.Window.Start != b.Window.Start
            ? a.Window.Start.CompareTo(b.Window.Start)
            : Comparer<TKey>.Default.Compare(a.Key, b.Key));
        return due;
    }

    private void List(ref Cell cell, TKey key, long start)
    {
        MarkUnsaved(ref cell, key, start);
        if (!TracksChanges || cell.IsListed) return;
        cell.IsListed = true;
        _changed.Add((key, start));
    }

    private ref Cell CellAt(TKey key, Window window)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, (key, window.Start), out var exists);
        if (!exists) cell.End = window.End;
        return ref cell;
    }
}
