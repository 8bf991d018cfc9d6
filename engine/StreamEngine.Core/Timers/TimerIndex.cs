using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Timers;

/// <summary>
/// Finds the key whose timer is due first, by (due, key bytes). It can always be rebuilt from the states: one entry a
/// key, its earliest due time. An entry may be too early, never too late: a due time that moves back is corrected when
/// the entry comes up, so that a session that goes on costs nothing here.
/// </summary>
/// <remarks>
/// What is due within a day or so is in a heap, small enough to stay in the processor's cache; the rest, most of all
/// the days on which customers expire, waits in a list a day and is put into the heap when its day has come.
/// </remarks>
internal sealed class TimerIndex<TState> where TState : KeyedState
{
    private readonly record struct Entry(long Due, TState State)
    {
        /// <summary>False where the key has an earlier entry, or is no longer indexed.</summary>
        public bool IsValid => State.IndexedDue == Due;
    }

    private Entry[] _heap = new Entry[1024];
    private int _count;

    /// <summary>Entries due from <see cref="_laterFrom"/> on, by day; none while the heap is empty.</summary>
    private readonly SortedDictionary<long, List<Entry>> _later = [];
    private long _laterFrom = EventTime.Min;

    /// <summary>The earliest entry's due time, Max where there is none.</summary>
    public long NextDue => _count == 0 ? EventTime.Max : _heap[0].Due;

    /// <summary>Makes sure that the key comes up at that time or before.</summary>
    public void Ensure(TState state, long due)
    {
        if (due >= state.IndexedDue) return;
        state.IndexedDue = due;
        if (_count == 0) _laterFrom = EndOf(DayOf(due));
        if (due < _laterFrom) Push(new Entry(due, state));
        else ListOf(DayOf(due)).Add(new Entry(due, state));
    }

    /// <summary>
    /// Takes the first entry; null where it was superseded by an earlier one of the same key. The key is no longer
    /// indexed.
    /// </summary>
    public TState? Take(out long due)
    {
        var first = _heap[0];
        due = first.Due;
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count > 0) SiftDown(0, last);
        else BringNextDay();
        if (!first.IsValid) return null;
        first.State.IndexedDue = EventTime.Max;
        return first.State;
    }

    /// <summary>Drops the entries of keys that are no longer indexed there, so that their states can go.</summary>
    public void Prune()
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
            if (_heap[i].IsValid) _heap[kept++] = _heap[i];
        Array.Clear(_heap, kept, _count - kept);
        _count = kept;
        for (var i = (_count - 2) >> 2; i >= 0 && _count > 1; i--) SiftDown(i, _heap[i]);
        foreach (var list in _later.Values) list.RemoveAll(static entry => !entry.IsValid);
        if (_count == 0) BringNextDay();
    }

    /// <summary>Puts the entries of the first day that has some into the heap, which is empty.</summary>
    private void BringNextDay()
    {
        while (_count == 0 && _later.Count > 0)
        {
            var (day, entries) = _later.First();
            _later.Remove(day);
            _laterFrom = EndOf(day);
            foreach (var entry in entries)
                if (entry.IsValid) Push(entry);
        }
    }

    private List<Entry> ListOf(long day)
    {
        if (!_later.TryGetValue(day, out var list)) _later.Add(day, list = []);
        return list;
    }

    private static long DayOf(long time) => time / EventTime.Day;

    private static long EndOf(long day) => EventTime.Plus(day * EventTime.Day, EventTime.Day);

    private void Push(in Entry entry)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        SiftUp(_count++, entry);
    }

    private static bool Precedes(in Entry a, in Entry b) =>
        a.Due != b.Due ? a.Due < b.Due : a.State.Key.AsSpan().SequenceCompareTo(b.State.Key) < 0;

    private void SiftUp(int at, Entry entry)
    {
        while (at > 0)
        {
            var parent = (at - 1) >> 2;
            if (!Precedes(entry, _heap[parent])) break;
            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = entry;
    }

    private void SiftDown(int at, Entry entry)
    {
        while (true)
        {
            var child = (at << 2) + 1;
            if (child >= _count) break;
            var end = Math.Min(child + 4, _count);
            var least = child;
            for (var i = child + 1; i < end; i++)
                if (Precedes(_heap[i], _heap[least])) least = i;
            if (!Precedes(_heap[least], entry)) break;
            _heap[at] = _heap[least];
            at = least;
        }

        _heap[at] = entry;
    }
}
