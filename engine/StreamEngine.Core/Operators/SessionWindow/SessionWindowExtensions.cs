using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.Operators.SessionWindow;

/// <summary>Sessions of a keyed stream.</summary>
public static class SessionWindowExtensions
{
    /// <summary>
    /// Cuts each key's events into sessions and hands on each opening and closing. Subscribes to the source at once.
    /// </summary>
    /// <param name="source">The events that open or extend a session.</param>
    /// <param name="process">The process whose keys, time and timers are used.</param>
    /// <param name="slot">Where a key's session lies: part of its fold.</param>
    /// <param name="options">Gap and cap.</param>
    /// <param name="accumulate">Takes an event into its session; called after bounds and count are set.</param>
    /// <param name="timerOrder">The place of the closing among timers of equal due time.</param>
    public static IObservable<SessionElement<TValue>> SessionWindow<TState, TEvent, TValue>(
        this IObservable<TEvent> source, KeyedProcess<TState, TEvent> process,
        Slot<TState, SessionSlot<TValue>> slot, SessionWindowOptions options,
        SessionAccumulator<TValue, TEvent> accumulate, int timerOrder = 100)
        where TState : KeyedState
        where TEvent : class, IKeyedEvent
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(accumulate);
        var window = new SessionWindowOperator<TState, TEvent, TValue>(
            source, process.Scope, slot, options, accumulate);
        process.Register(window, timerOrder);
        return window;
    }
}
