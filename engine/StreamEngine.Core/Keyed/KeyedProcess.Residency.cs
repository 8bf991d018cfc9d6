using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed.Residency;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed;

/// <summary>Which states are in memory, which changed, and which are no more.</summary>
public sealed partial class KeyedProcess<TState, TEvent>
{
    private int _round;

    /// <summary>What there is of keys outside memory; null where all are in it.</summary>
    internal IStateElsewhere? Elsewhere { get; set; }

    /// <summary>
    /// The states that changed since they were handed over last, each once, in the order of the change.
    /// </summary>
    internal List<TState> Changed { get; } = [];

    /// <summary>Keys that expired since they were handed over last.</summary>
    internal List<(Hash128 Id, byte[] Key)> Gone { get; } = [];

    /// <summary>How many keys expired.</summary>
    public long Expired { get; private set; }

    /// <summary>The round that touches belong to now, and the beginning of the next one.</summary>
    internal int EndRound() => _round++;

    /// <summary>Takes in a state that was read.</summary>
    internal void Adopt(TState state)
    {
        state.TouchedIn = _round;
        _states[state.Id] = state;
        _index.Ensure(state, DueOf(state));
    }

    /// <summary>The state of that key in memory; null where it is not.</summary>
    internal TState? InMemory(Hash128 id) => _states.GetValueOrDefault(id);

    /// <summary>Lets a state go; <see cref="ForgetEvicted"/> follows after the last one.</summary>
    internal void Evict(TState state)
    {
        _states.Remove(state.Id);
        state.IndexedDue = EventTime.Max;
    }

    /// <summary>Lets go of what the timers still hold of states that were evicted.</summary>
    internal void ForgetEvicted() => _index.Prune();

    /// <summary>
    /// The earliest time at which something is due for the key, its expiry included; Max for nothing.
    /// </summary>
    internal long DueOf(TState state)
    {
        var earliest = EarliestDue(state);
        return earliest == EventTime.Max ? _logic.ExpiresAt(state) : earliest;
    }

    /// <summary>Everything before that position is part of the states that were read.</summary>
    internal void ResumeAt(long position) => Position = position;

    private void MarkTouched(TState state)
    {
        if (!state.Marks.HasFlag(StateMarks.Changed)) Changed.Add(state);
        state.Marks = StateMarks.Touched;
    }

    /// <summary>A key without timers goes when its time has come, else it is looked at again then.</summary>
    private void SettleExpiry(TState state, long due)
    {
        var expiry = _logic.ExpiresAt(state);
        if (expiry > due)
        {
            _index.Ensure(state, expiry);
            return;
        }

        _states.Remove(state.Id);
        state.Marks = StateMarks.None;
        Gone.Add((state.Id, state.Key));
        Elsewhere?.Forget(state.Id);
        Expired++;
        if (state.Waiting > 0) BeginAnew(state);
    }

    /// <summary>
    /// What waits for a key that expired begins a new state. It is there from now on, so that it stays in memory until
    /// the last of them was folded, as every state does that something waits for.
    /// </summary>
    private void BeginAnew(TState gone)
    {
        var heir = _logic.Create(gone.Id, gone.Key);
        (heir.Waiting, gone.Waiting) = (gone.Waiting, 0);
        gone.Heir = heir;
        _states.Add(heir.Id, heir);
    }

    private static TState Present(TState owner)
    {
        while (owner.Heir is TState heir) owner = heir;
        return owner;
    }
}
