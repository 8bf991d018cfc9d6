using System.Runtime.InteropServices;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>
/// The totals of all windows: the state of the aggregate. A window is there once something was booked in it, and stays
/// when its bookings are taken back.
/// </summary>
public sealed class TumblingTotals<TKey> where TKey : notnull
{
    private struct Cell
    {
        public decimal Total;
        public long End;
        public decimal Published;
        public int Revision;
        public bool IsFinal;
        public bool Changed;
    }

    private readonly TumblingOptions<TKey> _options;
    private readonly Dictionary<(TKey Key, long Start), Cell> _cells = [];
    private readonly List<(TKey Key, long Start)> _changed = [];

    /// <summary>Creates totals without any window.</summary>
    public TumblingTotals(TumblingOptions<TKey> options) => _options = options;

    /// <summary>How many windows there are.</summary>
    public int Count => _cells.Count;

    /// <summary>Books an amount.</summary>
    public void Book(in Booking<TKey> booking)
    {
        var window = _options.WindowOf(booking.Key, booking.Time);
        ref var cell = ref CellAt(booking.Key, window);
        cell.Total += booking.Amount;
        MarkChanged(ref cell, booking.Key, window.Start);
    }

    /// <summary>Adds another task's totals: shares of the same windows.</summary>
    public void Add(TumblingTotals<TKey> other)
    {
        foreach (var ((key, start), cell) in other._cells)
            CellAt(key, new Window(start, cell.End)).Total += cell.Total;
    }

    /// <summary>Every window and its total, in no particular order.</summary>
    public IEnumerable<(TKey Key, Window Window, decimal Total)> All() =>
        _cells.Select(c => (c.Key.Key, new Window(c.Key.Start, c.Value.End), c.Value.Total));

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
            MarkChanged(ref cell, id.Key, id.Start);
            due.Add(new WindowTotal<TKey>(id.Key, new Window(id.Start, cell.End), cell.Total, isFinal, cell.Revision));
        }

        due.Sort((a, b) => a.Window.Start != b.Window.Start
            ? a.Window.Start.CompareTo(b.Window.Start)
            : Comparer<TKey>.Default.Compare(a.Key, b.Key));
        return due;
    }

    /// <summary>How many windows changed since they were handed over last.</summary>
    public int ChangedCount => _changed.Count;

    /// <summary>Hands over the windows that changed since the last call, by start, then key order.</summary>
    public void TakeChanges(Action<TKey, Window, WindowState> changed)
    {
        _changed.Sort(static (a, b) =>
            a.Start != b.Start ? a.Start.CompareTo(b.Start) : Comparer<TKey>.Default.Compare(a.Key, b.Key));
        foreach (var id in _changed)
        {
            ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, id);
            cell.Changed = false;
            changed(id.Key, new Window(id.Start, cell.End),
                new WindowState(cell.Total, cell.Published, cell.Revision, cell.IsFinal));
        }

        _changed.Clear();
    }

    /// <summary>Takes in a window that was handed over; the last one of a key and start counts.</summary>
    public void Restore(TKey key, Window window, WindowState state)
    {
        ref var cell = ref CellAt(key, window);
        cell.Total = state.Total;
        cell.Published = state.Published;
        cell.Revision = state.Revision;
        cell.IsFinal = state.IsFinal;
    }

    private void MarkChanged(ref Cell cell, TKey key, long start)
    {
        if (cell.Changed) return;
        cell.Changed = true;
        _changed.Add((key, start));
    }

    private ref Cell CellAt(TKey key, Window window)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, (key, window.Start), out var exists);
        if (!exists) cell.End = window.End;
        return ref cell;
    }
}

/// <summary>What is kept of a window: its total, and how it was published last.</summary>
/// <param name="Total">The sum of all bookings.</param>
/// <param name="Published">The total as published last.</param>
/// <param name="Revision">How often it was published; 0 for never.</param>
/// <param name="IsFinal">Whether it was published as final.</param>
public readonly record struct WindowState(decimal Total, decimal Published, int Revision, bool IsFinal);
