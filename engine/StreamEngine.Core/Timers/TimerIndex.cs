using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Timers;

/// <summary>
/// Finds the key whose timer is due first, by (due, key bytes). It can always be rebuilt from the states: one entry a
/// key, its earliest due time. An entry may be too early, never too late: a due time that moves back is corrected when
/// the entry comes up, so that a session that goes on costs nothing here.
/// </summary>
internal sealed class TimerIndex<TState> where TState : KeyedState
{
    private readonly record struct Entry(long Due, TState State);

    private Entry[] _heap = new Entry[1024];
    private int _count;

    /// <summary>The earliest entry's due time, Max where there is none.</summary>
    public long NextDue => _count == 0 ? EventTime.Max : _heap[0].Due;

    /// <summary>Makes sure that the key comes up at that time or before.</summary>
    public void Ensure(TState state, long due)
    {
        if (due >= state.IndexedDue) return;
        state.IndexedDue = due;
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        SiftUp(_count++, new Entry(due, state));
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
        if (first.State.IndexedDue != due) return null;
        first.State.IndexedDue = EventTime.Max;
        return first.State;
    }

    /// <summary>Drops the entries of keys that are no longer indexed there, so that their states can go.</summary>
    public void Prune()
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
            if (_heap[i].State.IndexedDue == _heap[i].Due) _heap[kept++] = _heap[i];
        Array.Clear(_heap, kept, _count - kept);
        _count = kept;
        for (var i = (_count - 2) >> 2; i >= 0 && _count > 1; i--) SiftDown(i, _heap[i]);
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
