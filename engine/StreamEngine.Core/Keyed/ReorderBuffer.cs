namespace StreamEngine.Core.Keyed;

/// <summary>
/// Holds elements ahead of the watermark and releases them by (time, rank, arrival). Input in order costs a queue's
/// append; only what arrives out of order goes through a heap.
/// </summary>
internal sealed class ReorderBuffer<T> where T : class
{
    private readonly record struct Slot(long Time, byte Rank, long Arrival, T Item) : IComparable<Slot>
    {
        public int CompareTo(Slot other) =>
            Time != other.Time ? Time.CompareTo(other.Time)
            : Rank != other.Rank ? Rank.CompareTo(other.Rank)
            : Arrival.CompareTo(other.Arrival);
    }

    private readonly Queue<Slot> _inOrder = new();
    private readonly PriorityQueue<T, Slot> _outOfOrder = new();
    private Slot _lastInOrder;
    private long _arrivals;

    public int Count => _inOrder.Count + _outOfOrder.Count;

    /// <summary>The time of the first element, Max where there is none.</summary>
    public long NextTime
    {
        get
        {
            var next = _inOrder.TryPeek(out var head) ? head.Time : Time.EventTime.Max;
            return _outOfOrder.TryPeek(out _, out var slot) && slot.Time < next ? slot.Time : next;
        }
    }

    public void Add(T item, long time, byte rank)
    {
        var slot = new Slot(time, rank, _arrivals++, item);
        if (_inOrder.Count == 0 || slot.CompareTo(_lastInOrder) > 0)
        {
            _inOrder.Enqueue(slot);
            _lastInOrder = slot;
        }
        else
        {
            _outOfOrder.Enqueue(item, slot);
        }
    }

    public T Take()
    {
        if (!_outOfOrder.TryPeek(out var item, out var slot)) return _inOrder.Dequeue().Item;
        if (_inOrder.TryPeek(out var head) && head.CompareTo(slot) < 0) return _inOrder.Dequeue().Item;
        _outOfOrder.Dequeue();
        return item;
    }
}
