using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.SessionWindow;

/// <summary>
/// Cuts the events of each key into sessions, greedily in event-time order. A session closes when its gap has passed in
/// event time, with or without another event. Late events never reach it as such: the key's events are folded again.
/// </summary>
internal sealed class SessionWindowOperator<TState, TEvent, TValue>
    : HotOperator<SessionElement<TValue>>, IKeyedTimers<TState>
    where TState : KeyedState
{
    /// <summary>The cap cut before this event; the cut stays when the event is folded again.</summary>
    private const byte CutBefore = 1;

    /// <summary>A late event that would make a session longer than the cap: a session of its own.</summary>
    private const byte Isolated = 2;

    private readonly KeyedScope<TState> _scope;
    private readonly Slot<TState, SessionSlot<TValue>> _slot;
    private readonly SessionWindowOptions _options;
    private readonly SessionAccumulator<TValue, TEvent> _accumulate;
    private readonly SessionElement<TValue> _element = new();

    public SessionWindowOperator(
        IObservable<TEvent> source, KeyedScope<TState> scope, Slot<TState, SessionSlot<TValue>> slot,
        SessionWindowOptions options, SessionAccumulator<TValue, TEvent> accumulate)
    {
        options.Validate();
        (_scope, _slot, _options, _accumulate) = (scope, slot, options, accumulate);
        Attach(source, OnEvent);
    }

    public long NextDue(TState state)
    {
        ref var session = ref _slot(state);
        if (!session.IsOpen) return EventTime.Max;
        return session.IsAlone ? session.End : EventTime.Plus(session.End, _options.GapMs);
    }

    public void Fire(TState state, long due) => Close(ref _slot(state), cutByCap: false);

    private void OnEvent(TEvent next)
    {
        ref var session = ref _slot(_scope.State);
        if ((_scope.Marks & Isolated) != 0)
        {
            // A late event of the same moment joins it: the start of a session names it.
            if (_scope.Phase == FoldPhase.Probe && _scope.Now == _scope.LateAt) _scope.LateEventMarks |= Isolated;
            StandAlone(ref session, next);
            return;
        }

        if (session.IsAlone) Close(ref session, cutByCap: false);
        if (session.IsOpen && IsCut(session)) Close(ref session, cutByCap: true);
        if (session.IsOpen) Extend(ref session, next);
        else Open(ref session, next);
    }

    private bool IsCut(in SessionSlot<TValue> session)
    {
        if ((_scope.Marks & CutBefore) != 0) return StaysCut(session);
        if (_scope.Now <= EventTime.Plus(session.Start, _options.CapMs)) return false;
        if (_scope.Phase == FoldPhase.Probe && !_scope.IsLate) _scope.LateEventMarks |= Isolated;
        _scope.Marks |= CutBefore;
        return true;
    }

    /// <summary>
    /// A cut lies before a moment and never parts its events, whose session is named by it. So a late event that comes
    /// first in that moment takes the cut over.
    /// </summary>
    private bool StaysCut(in SessionSlot<TValue> session)
    {
        if (session.End < _scope.Now) return true;
        if (_scope.Phase != FoldPhase.Probe || _scope.Now != _scope.LateAt) return false;
        _scope.LateEventMarks |= CutBefore;
        return session.Start < _scope.Now;
    }

    private void Extend(ref SessionSlot<TValue> session, TEvent next)
    {
        session.End = _scope.Now;
        session.Count++;
        _accumulate(ref session, next);
    }

    private void Open(ref SessionSlot<TValue> session, TEvent next)
    {
        session.IsOpen = true;
        session.Start = session.End = _scope.Now;
        session.Count = 1;
        Announce(session, isClosed: false, cutByCap: false);
        _accumulate(ref session, next);
    }

    private void Close(ref SessionSlot<TValue> session, bool cutByCap)
    {
        var cuts = cutByCap ? session.CutsBefore + 1 : 0;
        Announce(session, isClosed: true, cutByCap);
        session = session.Aside is { } around ? around[0] : new SessionSlot<TValue> { CutsBefore = cuts };
    }

    /// <summary>
    /// Late events of one moment share a session, because its start names it. It ends with that moment, and the session
    /// around it goes on.
    /// </summary>
    private void StandAlone(ref SessionSlot<TValue> session, TEvent next)
    {
        if (session.IsAlone)
        {
            Extend(ref session, next);
            return;
        }

        session = new SessionSlot<TValue> { Aside = [session] };
        Open(ref session, next);
    }

    private void Announce(in SessionSlot<TValue> session, bool isClosed, bool cutByCap)
    {
        _element.IsClosed = isClosed;
        _element.CutByCap = cutByCap;
        _element.Session = session;
        Emit(_element);
    }
}
