using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// How many sessions, and converted ones, a customer has in recent windows: what a count of distinct customers needs to
/// know of each.
/// </summary>
public sealed class ActiveWindows
{
    /// <summary>
    /// How long before the base a session may have started that is still open in it; more than any cap.
    /// </summary>
    private const long KeptBeforeBaseMs = 32 * EventTime.Day;

    /// <summary>No window but that of everything is longer.</summary>
    private const long LongestMs = 32 * EventTime.Day;

    // A day, its month and all time: what everybody has who was there once; and the day of another visit.
    private readonly List<Entry> _entries = new(capacity: 4);

    /// <summary>
    /// One window: its grain, bounds and counts. Every customer has some, so that they are kept in 16 bytes: windows
    /// begin and end at whole minutes, and all but that of everything last a month at most.
    /// </summary>
    public readonly record struct Entry
    {
        private const int GrainBits = 3;

        private readonly int _startMinutes;
        private readonly int _lengthAndGrain;

        public Entry(Grain grain, long start, long end, int sessions, int converted)
        {
            Core.Invariant.Require(IsKept(grain, start, end), "a window has whole minutes, a month at most");
            _startMinutes = (int)(start / EventTime.Minute);
            var length = grain == Grain.All ? 0 : (int)((end - start) / EventTime.Minute);
            _lengthAndGrain = (length << GrainBits) | (int)grain;
            (Sessions, Converted) = (sessions, converted);
        }

        public Grain Grain => (Grain)(_lengthAndGrain & ((1 << GrainBits) - 1));
        public long Start => _startMinutes * EventTime.Minute;
        public long End => Grain == Grain.All
            ? Calendar.All.End
            : Start + ((_lengthAndGrain >> GrainBits) * EventTime.Minute);
        public int Sessions { get; init; }
        public int Converted { get; init; }

        /// <summary>True where a window can be kept.</summary>
        public static bool IsKept(Grain grain, long start, long end) =>
            start % EventTime.Minute == 0 && start / EventTime.Minute is >= int.MinValue and <= int.MaxValue
            && (grain == Grain.All
                ? new Window(start, end) == Calendar.All
                : end % EventTime.Minute == 0 && end >= start && end - start <= LongestMs);
    }

    /// <summary>The windows that are kept.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>
    /// Adds sessions (negative to take back) and says by how much the customer's share of the two counts changed: −1,
    /// 0, 1.
    /// </summary>
    public (int Active, int Converted) Add(Grain grain, long start, long end, int sessions, int converted)
    {
        var index = IndexOf(grain, start);
        if (index < 0)
        {
            index = _entries.Count;
            _entries.Add(new Entry(grain, start, end, 0, 0));
        }

        var before = _entries[index];
        var after = before with { Sessions = before.Sessions + sessions, Converted = before.Converted + converted };
        _entries[index] = after;
        return (Change(before.Sessions, after.Sessions), Change(before.Converted, after.Converted));
    }

    /// <summary>
    /// Forgets windows that no correction can reach: sessions in the log may be taken back, those before not.
    /// </summary>
    public void Tidy(long baseTime) =>
        _entries.RemoveAll(e => e.Grain != Grain.All && EventTime.Plus(e.End, KeptBeforeBaseMs) < baseTime);

    /// <summary>Puts an entry back when state is read.</summary>
    public void Restore(Entry entry) => _entries.Add(entry);

    private int IndexOf(Grain grain, long start)
    {
        for (var i = 0; i < _entries.Count; i++)
            if (_entries[i].Grain == grain && _entries[i].Start == start) return i;
        return -1;
    }

    private static int Change(int before, int after) => (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
}
