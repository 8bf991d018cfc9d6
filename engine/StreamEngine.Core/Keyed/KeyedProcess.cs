using System.Buffers;
using System.Reactive.Subjects;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;
using StreamEngine.Core.Timers;

namespace StreamEngine.Core.Keyed;

/// <summary>
/// Runs a pipeline over the events of many keys in event time. Operators subscribe to <see cref="Events"/> and see, for
/// each key, events in event-time order with due timers in between: never a late one. When an event comes late, the
/// key's recent events are folded again (<see cref="FoldPhase"/>): operators take back what they said and say what
/// holds now.
/// </summary>
/// <remarks>
/// A timer due at d is settled after every event at ≤ d and before any event at > d, once the watermark is greater than
/// d. Nothing depends on how the input was cut into batches. One thread.
/// </remarks>
public sealed partial class KeyedProcess<TState, TEvent> : IDisposable
    where TState : KeyedState
    where TEvent : class, IKeyedEvent
{
    private readonly IKeyedLogic<TState, TEvent> _logic;
    private readonly KeyedOptions _options;
    private readonly Func<TEvent> _newEvent;
    private readonly Dictionary<Hash128, TState> _states = [];
    private readonly ReorderBuffer<Pending> _buffer = new();
    private readonly TimerIndex<TState> _index = new();
    private readonly List<(int Order, IKeyedTimers<TState> Timers)> _registered = [];
    private IKeyedTimers<TState>[] _timers = [];
    private readonly Subject<TEvent> _events = new();
    private readonly Subject<Correction<TState, TEvent>> _corrected = new();
    private readonly Stack<Pending> _pool = new();
    private readonly ArrayBufferWriter<byte> _payload = new(256);
    private readonly LogMemory _logMemory = new();
    private readonly TEvent _replayed;

    /// <summary>An event on its way, with the state it belongs to; both are pooled together.</summary>
    private sealed class Pending
    {
        public required TEvent Event { get; init; }
        public TState Owner { get; set; } = null!;
    }

    /// <summary>Creates a process without any state.</summary>
    public KeyedProcess(IKeyedLogic<TState, TEvent> logic, KeyedOptions options, Func<TEvent> newEvent)
    {
        options.Validate();
        _logic = logic;
        _options = options;
        _newEvent = newEvent;
        _replayed = newEvent();
        _current = new Pending { Event = newEvent() };
    }

    private Pending _current;

    /// <summary>The events, hot: an element is valid only during <c>OnNext</c>.</summary>
    public IObservable<TEvent> Events => _events;

    /// <summary>A key whose late event was folded in: time to publish differences.</summary>
    public IObservable<Correction<TState, TEvent>> Corrected => _corrected;

    /// <summary>The late event that a correction is about; null while there is none.</summary>
    public TEvent? Late { get; private set; }

    /// <summary>What operators may know of the element at hand.</summary>
    public KeyedScope<TState> Scope { get; } = new();

    /// <summary>Told of each event's fate, once, when it is known.</summary>
    public Action<TEvent, Admission>? Settled { get; set; }

    /// <summary>Every timer due before this time is settled.</summary>
    public long Position { get; private set; } = EventTime.Min;

    /// <summary>How many keys have state, and how many events wait for the watermark.</summary>
    public (int Keys, int Waiting) Load => (_states.Count, _buffer.Count);

    /// <summary>The states, in no particular order.</summary>
    public IReadOnlyCollection<TState> States => _states.Values;

    /// <summary>Adds an operator's timers; those of equal due time fire by ascending order.</summary>
    public void Register(IKeyedTimers<TState> timers, int order)
    {
        _registered.Add((order, timers));
        _timers = [.. _registered.OrderBy(r => r.Order).Select(r => r.Timers)];
    }

    /// <summary>The event to fill before the next <see cref="Add"/>.</summary>
    public TEvent Next => _current.Event;

    /// <summary>
    /// Takes <see cref="Next"/> in. Ahead of the watermark it waits for its turn; behind it, it is folded at once.
    /// </summary>
    public void Add(ReadOnlySpan<byte> key)
    {
        var pending = _current;
        pending.Owner = StateOf(key);
        if (pending.Event.Time >= Position)
        {
            pending.Owner.Waiting++;
            _buffer.Add(pending, pending.Event.Time, pending.Event.Rank);
            _current = _pool.TryPop(out var pooled) ? pooled : new Pending { Event = _newEvent() };
            return;
        }

        Fold(pending.Owner, pending.Event);
        SettleTimers(Position);
    }

    /// <summary>Moves on to the watermark: what waits before it is folded, what is due before it is settled.</summary>
    public void AdvanceTo(long watermark)
    {
        if (watermark <= Position) return;
        Elsewhere?.RequireSettled(watermark);
        while (_buffer.NextTime is var next && next < watermark)
        {
            if (_index.NextDue < next) SettleTimers(next);
            if (next > Position) Position = next;
            var pending = _buffer.Take();
            var owner = Present(pending.Owner);
            owner.Waiting--;
            Fold(owner, pending.Event);
            pending.Owner = null!;
            _pool.Push(pending);
        }

        SettleTimers(watermark);
        Position = watermark;
    }

    /// <summary>The state of a key, made where there is none.</summary>
    public TState StateOf(ReadOnlySpan<byte> key)
    {
        var id = Hash128.Of(key);
        if (_states.TryGetValue(id, out var state)) return state;
        Elsewhere?.RequireAbsent(id);
        state = _logic.Create(id, key.ToArray());
        _states.Add(id, state);
        return state;
    }

    /// <summary>The state of a key, null where there is none.</summary>
    public TState? Find(ReadOnlySpan<byte> key) => _states.GetValueOrDefault(Hash128.Of(key));

    /// <summary>
    /// The earliest due time over all keys; Max where no timer is armed. May be too early, never too late.
    /// </summary>
    public long NextDue => Elsewhere is { } elsewhere ? Math.Min(_index.NextDue, elsewhere.NextDue) : _index.NextDue;

    /// <summary>The time of the first event that waits for the watermark; Max where none does.</summary>
    public long NextWaiting => _buffer.NextTime;

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _corrected.Dispose();
    }

    private void SettleTimers(long before)
    {
        while (_index.NextDue < before)
        {
            var state = _index.Take(out var due);
            if (state is null) continue;
            var earliest = EarliestDue(state);
            if (earliest == due)
            {
                if (due > Position) Position = due;
                Enter(state, FoldPhase.Live);
                FireAll(state, due);
                earliest = EarliestDue(state);
            }

            if (earliest == EventTime.Max) SettleExpiry(state, due);
            else _index.Ensure(state, earliest);
        }
    }

    private void FireAll(TState state, long due)
    {
        Scope.Now = due;
        Scope.IsFirst = Scope.IsLate = false;
        Scope.Marks = 0;
        for (var i = 0; i < _timers.Length; i++)
        {
            while (_timers[i].NextDue(state) == due) _timers[i].Fire(state, due);
        }

        state.FoldedTime = due;
        state.FoldedRank = KeyedState.TimerRank;
    }

    private long EarliestDue(TState state)
    {
        var earliest = EventTime.Max;
        for (var i = 0; i < _timers.Length; i++) earliest = Math.Min(earliest, _timers[i].NextDue(state));
        return earliest;
    }

    private void Enter(TState state, FoldPhase phase)
    {
        Scope.State = state;
        Scope.Phase = phase;
        Scope.Horizon = Position;
        state.TouchedIn = _round;
        if (state.Marks != StateMarks.Touched) MarkTouched(state);
    }
}

/// <summary>A late event was folded in.</summary>
public readonly record struct Correction<TState, TEvent>(TState State, TEvent Late);
