using System.Runtime.CompilerServices;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>
/// The totals of all windows: the state of the aggregate. A window is there once something was booked in it, and stays
/// when its bookings are taken back.
/// </summary>
public sealed partial class TumblingTotals<TKey> where TKey : notnull
{
    private readonly TumblingOptions<TKey> _options;
    private readonly Dictionary<TKey, WindowSeries<TKey>> _series = [];

    /// <summary>Creates totals without any window.</summary>
    public TumblingTotals(TumblingOptions<TKey> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>How many windows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Books an amount.</summary>
    public void Book(in Booking<TKey> booking)
    {
        var start = _options.WindowOf(booking.Key, booking.Time).Start;
        var series = SeriesOf(booking.Key);
        Add(series, ref CellAt(series, start), booking.Amount);
    }

    /// <summary>Books an amount where its window is there already; else does nothing and returns false.</summary>
    public bool TryBook(in Booking<TKey> booking)
    {
        if (!_series.TryGetValue(booking.Key, out var series)) return false;
        ref var cell = ref series.Find(_options.WindowOf(booking.Key, booking.Time).Start);
        if (Unsafe.IsNullRef(ref cell)) return false;
        Add(series, ref cell, booking.Amount);
        return true;
    }

    /// <summary>The total of a window; 0 where there is none.</summary>
    public decimal TotalOf(TKey key, long start)
    {
        ref var cell = ref Find(key, start);
        return Unsafe.IsNullRef(ref cell) ? 0 : cell.Total;
    }

    /// <summary>
    /// Moves a window's total to another key's and forgets it: a change of both. Nothing where there is none.
    /// </summary>
    public void Move(TKey from, TKey to, long start)
    {
        if (!Remove(from, start, out var moved)) return;
        if (TracksChanges) _removed.Add((from, WindowAt(from, start), ChangeOf(moved) - moved.Total));
        var series = SeriesOf(to);
        Add(series, ref CellAt(series, start), moved.Total);
    }

    /// <summary>
    /// Forgets windows that ended at or before a time. What they hold is added to the window of another key, which is
    /// no change: together they hold what they held; or dropped, where the function gives no key.
    /// </summary>
    /// <param name="until">Windows that end later stay.</param>
    /// <param name="into">The key that takes over; false where the window is dropped.</param>
    public void Settle(long until, TryMove into)
    {
        foreach (var (key, start, cell) in EndedBy(until))
        {
            if (ChangeOf(cell) != 0) continue;
            if (into(key, out var target))
            {
                if (EqualityComparer<TKey>.Default.Equals(target, key)) continue;
                var series = SeriesOf(target);
                ref var kept = ref CellAt(series, _options.WindowOf(target, start).Start);
                kept.Total += cell.Total;
                MarkUnsaved(target, ref kept);
            }

            Remove(key, start, out _);
        }
    }

    /// <summary>Says which key takes over the windows of a key.</summary>
    public delegate bool TryMove(TKey key, out TKey target);

    /// <summary>Adds another task's totals: shares of the same windows.</summary>
    public void Add(TumblingTotals<TKey> other)
    {
        foreach (var share in other._series.Values)
        {
            var series = SeriesOf(share.Key);
            foreach (ref var cell in share) CellAt(series, cell.Start).Total += cell.Total;
        }
    }

    /// <summary>Every window and its total, in no particular order.</summary>
    public IEnumerable<(TKey Key, Window Window, decimal Total)> All() =>
        Cells().Select(c => (c.Key, WindowAt(c.Key, c.Cell.Start), c.Cell.Total));

    private void Add(WindowSeries<TKey> series, ref WindowCell cell, decimal amount)
    {
        cell.Total += amount;
        MarkUnsaved(series.Key, ref cell);
        if (TracksChanges) ChangeAt(series, ref cell).Amount += amount;
    }

    private Window WindowAt(TKey key, long start) => _options.WindowOf(key, start);

    private IEnumerable<(TKey Key, WindowCell Cell)> Cells()
    {
        foreach (var series in _series.Values)
            foreach (var cell in series) yield return (series.Key, cell);
    }

    private List<(TKey Key, long Start, WindowCell Cell)> EndedBy(long until) =>
        [.. Cells().Where(c => WindowAt(c.Key, c.Cell.Start).End <= until).Select(c => (c.Key, c.Cell.Start, c.Cell))];

    private WindowSeries<TKey> SeriesOf(TKey key)
    {
        if (!_series.TryGetValue(key, out var series)) _series.Add(key, series = new WindowSeries<TKey>(key));
        return series;
    }

    private ref WindowCell Find(TKey key, long start) => ref _series.TryGetValue(key, out var series)
        ? ref series.Find(start)
        : ref Unsafe.NullRef<WindowCell>();

    private ref WindowCell CellAt(WindowSeries<TKey> series, long start)
    {
        ref var cell = ref series.At(start, out var isNew);
        if (isNew) Count++;
        return ref cell;
    }

    private bool Remove(TKey key, long start, out WindowCell removed)
    {
        if (!TakeOut(key, start, out removed)) return false;
        if (!removed.IsUnsaved) MarkUnsaved(key, start);
        return true;
    }

    /// <summary>Takes a window out. Its series goes with its last one: a breakdown may have had a value once.</summary>
    private bool TakeOut(TKey key, long start, out WindowCell removed)
    {
        removed = default;
        if (!_series.TryGetValue(key, out var series) || !series.Remove(start, out removed)) return false;
        Count--;
        if (series.IsEmpty) _series.Remove(key);
        _published.Remove((key, start));
        return true;
    }
}
