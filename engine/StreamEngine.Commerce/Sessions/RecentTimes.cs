namespace StreamEngine.Commerce.Sessions;

/// <summary>
/// The times of a session's last events, as many as can tell whether more than a limit fell within a span. A ring that
/// starts small: most sessions are short.
/// </summary>
public struct RecentTimes
{
    private long[]? _ring;
    private int _first;

    /// <summary>How many times are held.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all times and hands the memory back.</summary>
    internal void Clear(RingMemory memory)
    {
        if (_ring is not null) memory.Return(_ring);
        this = default;
    }

    /// <summary>
    /// Adds a time and drops those more than <paramref name="within"/> ms before it; returns how many remain.
    /// </summary>
    internal int Add(long time, long within, int most, RingMemory memory)
    {
        while (Count > 0 && time - _ring![_first] > within) DropFirst();
        if (Count > most) DropFirst();
        if (_ring is null || Count == _ring.Length) Grow(memory);
        _ring![(_first + Count) % _ring.Length] = time;
        return ++Count;
    }

    /// <summary>The times from the oldest on.</summary>
    public readonly IEnumerable<long> Times()
    {
        for (var i = 0; i < Count; i++) yield return _ring![(_first + i) % _ring.Length];
    }

    /// <summary>Puts a time back as state is read, after those before it.</summary>
    public void Restore(long time)
    {
        if (_ring is null || Count == _ring.Length) Grow(memory: null);
        _ring![(_first + Count++) % _ring.Length] = time;
    }

    /// <summary>A copy that shares nothing.</summary>
    public readonly RecentTimes Clone() => this with { _ring = (long[]?)_ring?.Clone() };

    private void DropFirst()
    {
        _first = (_first + 1) % _ring!.Length;
        Count--;
    }

    private void Grow(RingMemory? memory)
    {
        var former = _ring;
        var length = former is null ? RingMemory.Smallest : former.Length * 2;
        var grown = memory?.Rent(length) ?? new long[length];
        for (var i = 0; i < Count; i++) grown[i] = former![(_first + i) % former.Length];
        if (former is not null) memory?.Return(former);
        _ring = grown;
        _first = 0;
    }
}
