using System.Runtime.CompilerServices;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>The windows as records of state.</summary>
public sealed partial class TumblingTotals<TKey>
{
    private readonly List<(TKey Key, long Start)> _unsaved = [];

    /// <summary>True where <see cref="TakeRecords"/> is used; to be set before anything is booked.</summary>
    public bool TracksRecords { get; set; }

    /// <summary>How many records <see cref="TakeRecords"/> would hand over.</summary>
    public int UnsavedCount => _unsaved.Count;

    /// <summary>
    /// Hands over each window whose state changed since the last call, by start, then key order; null for one that is
    /// no more.
    /// </summary>
    public void TakeRecords(Action<TKey, Window, WindowState?> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Invariant.Require(TracksRecords, "records are taken where changes of state are tracked");
        _unsaved.Sort(static (a, b) => a.Start != b.Start
            ? a.Start.CompareTo(b.Start)
            : Comparer<TKey>.Default.Compare(a.Key, b.Key));
        var withdrawn = _removed
            .GroupBy(r => (r.Key, r.Window.Start))
            .ToDictionary(g => g.Key, g => g.Sum(r => r.Change));
        (TKey, long)? before = null;
        foreach (var id in _unsaved)
        {
            if (before is { } last && EqualityComparer<(TKey, long)>.Default.Equals(last, id)) continue;
            before = id;
            ref var cell = ref Find(id.Key, id.Start);
            var isThere = !Unsafe.IsNullRef(ref cell);
            if (isThere) cell.IsUnsaved = false;
            var published = isThere ? PublishedOf(id.Key, cell) : default;
            var wasRemoved = withdrawn.TryGetValue(id, out var change);
            record(id.Key, WindowAt(id.Key, id.Start), !isThere && !wasRemoved ? null : new WindowState
            {
                IsThere = isThere,
                Total = isThere ? cell.Total : 0,
                Published = published.Total,
                Revision = published.Revision,
                IsFinal = published.IsFinal,
                IsChanged = isThere && cell.Change != 0,
                Withdrawn = wasRemoved ? change : null,
            });
        }

        _unsaved.Clear();
    }

    /// <summary>Takes in a record that was handed over; the last one of a key and start counts.</summary>
    public void Restore(TKey key, Window window, WindowState? record)
    {
        _removed.RemoveAll(r => r.Window.Start == window.Start && EqualityComparer<TKey>.Default.Equals(r.Key, key));
        if (record?.Withdrawn is { } change) _removed.Add((key, window, change));
        if (record is not { IsThere: true } state)
        {
            TakeOut(key, window.Start, out _);
            return;
        }

        var series = SeriesOf(key);
        ref var cell = ref CellAt(series, window.Start);
        cell.Total = state.Total;
        cell.Change = 0;
        if (TracksChanges)
        {
            if (state.IsChanged || state.Published != state.Total)
                ChangeAt(series, ref cell).Amount = state.Total - state.Published;
            return;
        }

        _published.Remove((key, window.Start));
        if (state.Revision > 0)
            _published.Add(
                (key, window.Start), new Publication(state.Published, state.Revision, state.IsFinal));
    }

    /// <summary>To be called when the last record was taken in.</summary>
    public void EndRestore()
    {
        var listed = _changes.ToList();
        _changes.Clear();
        for (var i = 0; i < listed.Count; i++)
        {
            ref var cell = ref listed[i].Series.Find(listed[i].Start);
            if (Unsafe.IsNullRef(ref cell) || cell.Change != i + 1) continue;
            _changes.Add(listed[i]);
            cell.Change = _changes.Count;
        }
    }

    private void MarkUnsaved(TKey key, ref WindowCell cell)
    {
        if (!TracksRecords || cell.IsUnsaved) return;
        cell.IsUnsaved = true;
        _unsaved.Add((key, cell.Start));
    }

    private void MarkUnsaved(TKey key, long start)
    {
        ref var cell = ref Find(key, start);
        if (!Unsafe.IsNullRef(ref cell)) MarkUnsaved(key, ref cell);
        else if (TracksRecords) _unsaved.Add((key, start));
    }
}

/// <summary>What is kept of a window.</summary>
public readonly record struct WindowState
{
    /// <summary>False where the window is no more, but was not yet taken back where it was published.</summary>
    public bool IsThere { get; init; }

    /// <summary>The sum of all bookings, and as it was published last.</summary>
    public decimal Total { get; init; }
    public decimal Published { get; init; }

    /// <summary>How often it was published; 0 for never, and where only its changes are told.</summary>
    public int Revision { get; init; }

    /// <summary>Whether it was published as final.</summary>
    public bool IsFinal { get; init; }

    /// <summary>True where it was booked since its change was told last, be it back and forth.</summary>
    public bool IsChanged { get; init; }

    /// <summary>The change still to be told of a window of the same key and start that was moved away.</summary>
    public decimal? Withdrawn { get; init; }
}
