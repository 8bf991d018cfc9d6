using System.Runtime.CompilerServices;

namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>
/// The windows of one key by start. Time moves on: nearly every look-up ends among the newest windows, and a new window
/// comes last. Those before lie in blocks, so that they do not move as the series grows.
/// </summary>
internal sealed class WindowSeries<TKey>(TKey key)
{
    private const int FirstRoom = 2, BlockRoom = 64;

    /// <summary>Full blocks; none is empty.</summary>
    private readonly List<WindowCell[]> _older = [];

    /// <summary>The newest windows; none only where there is no window at all.</summary>
    private WindowCell[] _newest = new WindowCell[FirstRoom];
    private int _newestCount;

    /// <summary>Whose windows they are.</summary>
    public TKey Key => key;

    /// <summary>True where there is no window.</summary>
    public bool IsEmpty => _newestCount == 0;

    /// <summary>The window of that start; a null reference where there is none. Valid until the next change.</summary>
    public ref WindowCell Find(long start)
    {
        if (_newestCount > 0 && _newest[_newestCount - 1].Start == start) return ref _newest[_newestCount - 1];
        var cells = Block(BlockOf(start));
        var at = IndexOf(cells, start);
        return ref at < 0 ? ref Unsafe.NullRef<WindowCell>() : ref cells[at];
    }

    /// <summary>The window of that start, made where there is none. Valid until the next change.</summary>
    public ref WindowCell At(long start, out bool isNew)
    {
        ref var there = ref Find(start);
        isNew = Unsafe.IsNullRef(ref there);
        if (!isNew) return ref there;
        var block = BlockOf(start);
        var at = ~IndexOf(Block(block), start);
        return ref block < _older.Count ? ref InsertOlder(block, at, start) : ref InsertNewest(at, start);
    }

    /// <summary>Takes a window out; false where there is none of that start.</summary>
    public bool Remove(long start, out WindowCell removed)
    {
        var block = BlockOf(start);
        var cells = Block(block);
        var at = IndexOf(cells, start);
        removed = at < 0 ? default : cells[at];
        if (at < 0) return false;
        if (block == _older.Count) RemoveNewest(at);
        else if (cells.Length == 1) _older.RemoveAt(block);
        else _older[block] = [.. cells[..at], .. cells[(at + 1)..]];
        return true;
    }

    /// <summary>Walks the windows by start; none may come or go meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    private Span<WindowCell> Block(int block) =>
        block < _older.Count ? _older[block] : _newest.AsSpan(0, _newestCount);

    /// <summary>The last block that begins at or before that start, else the first one.</summary>
    private int BlockOf(long start)
    {
        if (_newestCount == 0 || _newest[0].Start <= start) return _older.Count;
        var (from, to) = (0, Math.Max(0, _older.Count - 1));
        while (from < to)
        {
            var middle = (from + to + 1) / 2;
            if (_older[middle][0].Start <= start) from = middle;
            else to = middle - 1;
        }

        return from;
    }

    /// <summary>Where that start is, or the complement of where it belongs.</summary>
    private static int IndexOf(ReadOnlySpan<WindowCell> cells, long start)
    {
        var (from, to) = (0, cells.Length - 1);
        // Windows follow one another evenly, as a rule: the first look is where it would be then.
        var middle = to > 0 && start >= cells[0].Start && start <= cells[to].Start
            ? (int)((start - cells[0].Start) * to / (cells[to].Start - cells[0].Start))
            : to / 2;
        for (; from <= to; middle = (from + to) / 2)
        {
            if (cells[middle].Start == start) return middle;
            if (cells[middle].Start < start) from = middle + 1;
            else to = middle - 1;
        }

        return ~from;
    }

    private ref WindowCell InsertNewest(int at, long start)
    {
        if (_newestCount == _newest.Length && at == _newestCount && at >= BlockRoom)
        {
            _older.Add(_newest);
            _newest = new WindowCell[BlockRoom];
            _newestCount = at = 0;
        }

        if (_newestCount == _newest.Length) Array.Resize(ref _newest, _newestCount * 2);
        Array.Copy(_newest, at, _newest, at + 1, _newestCount++ - at);
        _newest[at] = new WindowCell { Start = start };
        return ref _newest[at];
    }

    /// <summary>A window far behind the newest one, which a late booking needs: its block is made anew.</summary>
    private ref WindowCell InsertOlder(int block, int at, long start)
    {
        var cells = _older[block];
        cells = _older[block] = [.. cells[..at], new WindowCell { Start = start }, .. cells[at..]];
        return ref cells[at];
    }

    private void RemoveNewest(int at)
    {
        Array.Copy(_newest, at + 1, _newest, at, --_newestCount - at);
        if (_newestCount > 0 || _older.Count == 0) return;
        _newest = _older[^1];
        _newestCount = _newest.Length;
        _older.RemoveAt(_older.Count - 1);
    }

    /// <summary>Walks a series.</summary>
    public struct Enumerator(WindowSeries<TKey> series)
    {
        private int _block;
        private int _at = -1;

        public readonly ref WindowCell Current => ref series.Block(_block)[_at];

        public bool MoveNext()
        {
            if (++_at < series.Block(_block).Length) return true;
            _at = 0;
            return ++_block <= series._older.Count && !series.IsEmpty;
        }
    }
}

/// <summary>What is kept of one window. There are very many: what only some of them need is kept elsewhere.</summary>
internal struct WindowCell
{
    public long Start;

    /// <summary>The sum of all bookings.</summary>
    public decimal Total;

    /// <summary>Which of the changes to be told is its own, from 1; 0 for none.</summary>
    public int Change;

    /// <summary>Whether its state is to be saved.</summary>
    public bool IsUnsaved;
}
