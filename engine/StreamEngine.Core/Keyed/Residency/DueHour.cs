using System.Runtime.InteropServices;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>
/// Keys that come up within one hour: 20 bytes each, in arrays that are never copied once they are full, so that
/// millions of them leave nothing behind for the collector.
/// </summary>
internal sealed class DueHour(long start)
{
    private const int Full = 256, Smallest = 4;

    /// <summary>The bytes of one entry.</summary>
    public const int BytesAnEntry = 20;

    private readonly List<Entry[]> _full = [];
    private Entry[] _last = new Entry[Smallest];
    private int _used;

    /// <summary>The earliest entry.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>How many entries there are.</summary>
    public int Count => (_full.Count * Full) + _used;

    /// <summary>Adds a key; the time is within the hour.</summary>
    public void Add(long due, Hash128 id)
    {
        if (_used == Full)
        {
            _full.Add(_last);
            (_last, _used) = (new Entry[Full], 0);
        }
        else if (_used == _last.Length)
        {
            Array.Resize(ref _last, _used * 2);
        }

        _last[_used++] = new Entry(checked((uint)(due - start)), id.High, id.Low);
        Earliest = Math.Min(Earliest, due);
    }

    /// <summary>Hands out every entry, in the order in which they were added.</summary>
    public void Visit(Action<long, Hash128> visit)
    {
        foreach (var part in _full) Visit(part, visit);
        Visit(_last.AsSpan(0, _used), visit);
    }

    private void Visit(ReadOnlySpan<Entry> part, Action<long, Hash128> visit)
    {
        foreach (ref readonly var entry in part) visit(start + entry.After, new Hash128(entry.High, entry.Low));
    }

    /// <param name="After">How long after the hour's start, ms.</param>
    /// <param name="High">The key's hash.</param>
    /// <param name="Low">The key's hash.</param>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Entry(uint After, ulong High, ulong Low);
}
