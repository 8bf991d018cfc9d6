using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>
/// When keys outside memory come up. Entries wait by the hour, packed; those of the hours at hand are in a heap. An
/// entry may be too early or stale, never too late, so that nothing has to be taken out: when it comes up, its key is
/// read and says what holds.
/// </summary>
internal sealed class DueList
{
    private const long HourMs = EventTime.Hour;
    private const int BytesInHeap = 32;

    /// <summary>Entries that are looked through at once while stale ones are thrown away: a power of two.</summary>
    private const int AtOnce = 1 << 18;

    private readonly SortedDictionary<long, DueHour> _later = [];
    private readonly PriorityQueue<Hash128, long> _near = new();
    private long _nearUntil = EventTime.Min;
    private long _laterCount;

    /// <summary>How many entries there are, stale ones among them.</summary>
    public long Count => _laterCount + _near.Count;

    /// <summary>The earliest entry; Max where there is none.</summary>
    public long NextDue { get; private set; } = EventTime.Max;

    /// <summary>About the bytes of memory.</summary>
    public long Bytes => (_laterCount * DueHour.BytesAnEntry) + (_near.Count * BytesInHeap);

    /// <summary>Makes sure that the key comes up at that time or before.</summary>
    public void Add(long due, Hash128 id)
    {
        if (due == EventTime.Max) return;
        NextDue = Math.Min(NextDue, due);
        if (due < _nearUntil)
        {
            _near.Enqueue(id, due);
            return;
        }

        var at = HourOf(due);
        if (!_later.TryGetValue(at, out var hour)) _later.Add(at, hour = new DueHour(at * HourMs));
        hour.Add(due, id);
        _laterCount++;
    }

    /// <summary>
    /// Takes the keys that come up before the watermark, the earliest first, and no more than <paramref name="most"/>
    /// but for those of one and the same time. What is left is at <see cref="NextDue"/> or later.
    /// </summary>
    public void TakeBefore(long watermark, int most, List<Hash128> taken)
    {
        var last = EventTime.Min;
        while (NextDue < watermark && (taken.Count < most || NextDue == last))
        {
            if (_near.Count == 0) BringFirstHour();
            last = NextDue;
            taken.Add(_near.Dequeue());
            NextDue = _near.TryPeek(out _, out var due) ? due : EarliestLater();
        }
    }

    /// <summary>Keeps the earliest entry of each key that is still outside memory: it is not too late for it.</summary>
    public void Compact(Func<Hash128, bool> isOutside)
    {
        var kept = new DueList { _nearUntil = _nearUntil };
        var passes = (ulong)(Count / AtOnce) + 1;
        var some = new List<(Hash128 Id, long Due)>((int)(Count / (long)passes));
        for (var pass = 0UL; pass < passes; pass++)
        {
            some.Clear();
            Visit((due, id) =>
            {
                if (id.High % passes == pass) some.Add((id, due));
            });
            some.Sort();
            for (var i = 0; i < some.Count; i++)
            {
                var (id, due) = some[i];
                if ((i == 0 || id != some[i - 1].Id) && isOutside(id)) kept.Add(due, id);
            }
        }

        TakeOver(kept);
    }

    private void TakeOver(DueList other)
    {
        _near.Clear();
        _near.EnqueueRange(other._near.UnorderedItems);
        _later.Clear();
        foreach (var (at, hour) in other._later) _later.Add(at, hour);
        (_laterCount, NextDue) = (other._laterCount, other.NextDue);
    }

    private void Visit(Action<long, Hash128> visit)
    {
        foreach (var (id, due) in _near.UnorderedItems) visit(due, id);
        foreach (var hour in _later.Values) hour.Visit(visit);
    }

    private void BringFirstHour()
    {
        var (at, hour) = First();
        _later.Remove(at);
        _laterCount -= hour.Count;
        _nearUntil = EventTime.Plus(at * HourMs, HourMs);
        _near.EnsureCapacity(hour.Count);
        hour.Visit((due, id) => _near.Enqueue(id, due));
    }

    private long EarliestLater() => _later.Count == 0 ? EventTime.Max : First().Hour.Earliest;

    private (long At, DueHour Hour) First()
    {
        foreach (var (at, hour) in _later) return (at, hour);
        throw new InvalidOperationException("there is no entry");
    }

    private static long HourOf(long due) => Math.DivRem(due, HourMs, out var rest) - (rest < 0 ? 1 : 0);
}
