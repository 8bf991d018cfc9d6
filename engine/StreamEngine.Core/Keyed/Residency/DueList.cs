using System.Runtime.InteropServices;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>
/// When keys outside memory come up: 24 bytes an entry. Entries lie in buckets of an hour; only those of the bucket at
/// hand are looked through. An entry may be too early or stale, never too late, so that nothing has to be taken out:
/// when it comes up, its key is read and says what holds.
/// </summary>
internal sealed class DueList
{
    private const long BucketMs = EventTime.Hour;

    private readonly record struct Entry(long Due, Hash128 Id);

    private sealed class Bucket
    {
        public List<Entry> Entries { get; } = [];
        public long Earliest { get; set; } = EventTime.Max;
    }

    private readonly SortedDictionary<long, Bucket> _buckets = [];

    /// <summary>How many entries there are, stale ones among them.</summary>
    public long Count { get; private set; }

    /// <summary>The earliest entry; Max where there is none.</summary>
    public long NextDue { get; private set; } = EventTime.Max;

    /// <summary>About the bytes of memory.</summary>
    public long Bytes => Count * 32;

    /// <summary>Makes sure that the key comes up at that time or before.</summary>
    public void Add(long due, Hash128 id)
    {
        if (due == EventTime.Max) return;
        var at = Math.DivRem(due, BucketMs, out var rest) - (rest < 0 ? 1 : 0);
        if (!_buckets.TryGetValue(at, out var bucket)) _buckets.Add(at, bucket = new Bucket());
        bucket.Entries.Add(new Entry(due, id));
        bucket.Earliest = Math.Min(bucket.Earliest, due);
        NextDue = Math.Min(NextDue, due);
        Count++;
    }

    /// <summary>
    /// Takes the keys that come up before the watermark, the earliest first, and no more than <paramref name="most"/>
    /// but for those of one and the same time. What is left is at <see cref="NextDue"/> or later.
    /// </summary>
    public void TakeBefore(long watermark, int most, List<Hash128> taken)
    {
        while (NextDue < watermark && taken.Count < most)
        {
            var (at, bucket) = First();
            var entries = bucket.Entries;
            entries.Sort(static (a, b) => a.Due.CompareTo(b.Due));
            var end = 0;
            while (end < entries.Count && entries[end].Due < watermark
                && (taken.Count < most || entries[end].Due == entries[end - 1].Due))
                taken.Add(entries[end++].Id);
            entries.RemoveRange(0, end);
            Count -= end;
            bucket.Earliest = entries.Count == 0 ? EventTime.Max : entries[0].Due;
            if (entries.Count == 0) _buckets.Remove(at);
            NextDue = _buckets.Count == 0 ? EventTime.Max : First().Bucket.Earliest;
        }
    }

    /// <summary>Keeps the earliest entry of each key that is still outside memory: it is not too late for it.</summary>
    public void Compact(Func<Hash128, bool> isOutside)
    {
        var all = new List<Entry>((int)Count);
        foreach (var bucket in _buckets.Values) all.AddRange(bucket.Entries);
        CollectionsMarshal.AsSpan(all).Sort(
            static (a, b) => a.Id != b.Id ? a.Id.CompareTo(b.Id) : a.Due.CompareTo(b.Due));
        _buckets.Clear();
        Count = 0;
        NextDue = EventTime.Max;
        var before = default(Hash128);
        for (var i = 0; i < all.Count; i++)
        {
            if ((i == 0 || all[i].Id != before) && isOutside(all[i].Id)) Add(all[i].Due, all[i].Id);
            before = all[i].Id;
        }
    }

    private (long At, Bucket Bucket) First()
    {
        foreach (var (at, bucket) in _buckets) return (at, bucket);
        throw new InvalidOperationException("there is no entry");
    }
}
