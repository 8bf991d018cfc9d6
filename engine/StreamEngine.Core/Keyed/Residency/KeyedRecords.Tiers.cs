using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>Which keys are in memory.</summary>
public sealed partial class KeyedRecords<TState, TEvent>
{
    /// <summary>
    /// Bounds of how many timers of keys outside memory one step brings in, but for those of one and the same time.
    /// </summary>
    private const int LeastDueAtOnce = 16, MostDueAtOnce = 20_000;

    /// <summary>The share of the limit that they may take.</summary>
    private const int DuePercent = 20;

    /// <summary>Shares of the limit: above the first, keys go until the second is reached.</summary>
    private const int FullPercent = 90, RoomyPercent = 70;

    /// <summary>
    /// The share of the limit that due times take for nothing; what they take beyond it is left to keys no more.
    /// </summary>
    private const int DueTimesPercent = 50;

    /// <summary>The least share of the limit that is left to keys, however many due times there are.</summary>
    private const int LeastKeysPercent = 25;

    /// <summary>What a record takes that waits to be handed over, besides its bytes: array and table.</summary>
    private const int BytesAroundRecord = 80;

    private const int TypicalObjectBytes = 2_000;
    private const int RoundsBetweenMeasures = 256;
    private const long StaleEntriesAllowed = 4_096;

    private readonly DueList _due = new();
    private readonly HashSet<Hash128> _prepared = [];
    private readonly List<Hash128> _wanted = [];
    private readonly List<Hash128> _dueNow = [];
    private long _objectBytes = TypicalObjectBytes;
    private int _roundsSinceMeasure;

    private readonly List<TState> _measured = [];

    private long ResidentBytes => _process.Load.Keys * _objectBytes;

    private long UnhandedMemory => _unhandedBytes + ((long)_unhanded.Count * BytesAroundRecord);

    /// <summary>What keys may take in memory.</summary>
    private long Limit
    {
        get
        {
            var percent = _memoryLimitBytes / 100;
            var beyond = Math.Max(0, _due.Bytes - (percent * DueTimesPercent));
            return Math.Max(_memoryLimitBytes - beyond, percent * LeastKeysPercent);
        }
    }

    private int DueAtOnce =>
        (int)Math.Clamp(_memoryLimitBytes / 100 * DuePercent / _objectBytes, LeastDueAtOnce, MostDueAtOnce);

    /// <inheritdoc/>
    long IStateElsewhere.NextDue => _due.NextDue;

    /// <summary>True where every key is in memory, so that none has to be brought in.</summary>
    public bool IsAllResident => _store is null || (_store.Count == 0 && _unhanded.Count == 0 && _due.Count == 0);

    /// <summary>
    /// Brings keys into memory: those named and those with timers due before the watermark. Returns the watermark up to
    /// which the process may be advanced now.
    /// </summary>
    public async ValueTask<long> MakeResidentAsync(IReadOnlyList<Hash128> keys, long watermark)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (_store is null) return watermark;
        _wanted.Clear();
        _dueNow.Clear();
        _due.TakeBefore(watermark, DueAtOnce, _dueNow);
        for (var i = 0; i < keys.Count; i++) Want(keys[i]);
        foreach (var id in _dueNow) Want(id);
        if (_wanted.Count > 0)
            await _store.ReadAsync(_wanted.ToArray(), (id, value) => TakeIn(id, value, StateMarks.None))
                .ConfigureAwait(false);
        return Math.Min(watermark, _due.NextDue);
    }

    /// <summary>Moves the keys touched longest ago out of memory, until what is left is within the limit.</summary>
    public void Shrink()
    {
        _process.EndRound();
        _prepared.Clear();
        if (_store is null) return;
        var limit = Limit;
        var full = limit / 100 * FullPercent;
        if (ResidentBytes + UnhandedMemory <= full && ++_roundsSinceMeasure < RoundsBetweenMeasures) return;
        var states = Measure(out var bytes);
        bytes += UnhandedMemory;
        if (bytes <= full)
        {
            states.Clear();
            return;
        }

        states.Sort(static (a, b) =>
            a.TouchedIn != b.TouchedIn ? a.TouchedIn.CompareTo(b.TouchedIn) : a.Id.CompareTo(b.Id));
        var roomy = limit / 100 * RoomyPercent;
        foreach (var state in states)
        {
            if (bytes <= roomy) break;
            if (state.Waiting > 0) continue;
            var size = _codec.SizeOf(state);
            if (TryEvict(state, out var kept)) bytes -= size - kept;
        }

        states.Clear();
        _process.ForgetEvicted();
        _process.Changed.RemoveAll(static s => !s.Marks.HasFlag(StateMarks.Changed));
        CompactWhenStale();
    }

    void IStateElsewhere.RequireAbsent(Hash128 id) => Invariant.Require(
        IsAllResident || _prepared.Contains(id), "a key is made resident before an event of it is taken in");

    void IStateElsewhere.RequireSettled(long watermark) => Invariant.Require(
        _due.NextDue >= watermark, "keys with timers due are made resident before time moves past them");

    void IStateElsewhere.Forget(Hash128 id)
    {
        _prepared.Add(id);
        _store!.Delete(id);
    }

    private void Want(Hash128 id)
    {
        if (!_prepared.Add(id) || _process.InMemory(id) is not null) return;
        if (!_unhanded.Remove(id, out var record))
        {
            _wanted.Add(id);
            return;
        }

        _unhandedBytes -= record.Length;
        TakeIn(id, record, StateMarks.Touched);
    }

    private void TakeIn(Hash128 id, ReadOnlySpan<byte> withKey, StateMarks marks)
    {
        SplitKey(withKey, out var key, out var record);
        var state = Read(id, key.ToArray(), record);
        state.Marks = marks;
        if (marks.HasFlag(StateMarks.Changed)) _process.Changed.Add(state);
        _process.Adopt(state);
    }

    /// <summary>
    /// Lets a state go; false where its record is too large for the store, so that it stays.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="kept">The bytes that the key still takes in memory.</param>
    private bool TryEvict(TState state, out int kept)
    {
        kept = 0;
        if (state.Marks != StateMarks.None)
        {
            var record = WithKey(state.Key, Write(state));
            if (record.Length > _store!.MaxValueBytes) return false;
            if (state.Marks.HasFlag(StateMarks.Changed))
            {
                _unhanded.Add(state.Id, record.ToArray());
                _unhandedBytes += record.Length;
                kept = record.Length + BytesAroundRecord;
            }
            else
            {
                _store.Upsert(state.Id, record);
            }
        }

        state.Marks = StateMarks.None;
        _due.Add(_process.DueOf(state), state.Id);
        _process.Evict(state);
        return true;
    }

    private List<TState> Measure(out long bytes)
    {
        _roundsSinceMeasure = 0;
        var states = _measured;
        states.Clear();
        states.AddRange(_process.States);
        bytes = 0;
        foreach (var state in states) bytes += _codec.SizeOf(state);
        if (states.Count > 0) _objectBytes = Math.Max(1, bytes / states.Count);
        return states;
    }

    private void CompactWhenStale()
    {
        if (_store is null || _due.Count <= ((_store.Count + _unhanded.Count) * 3 / 2) + StaleEntriesAllowed) return;
        _due.Compact(id => _process.InMemory(id) is null);
    }
}
