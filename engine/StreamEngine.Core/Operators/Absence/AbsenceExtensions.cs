using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.Operators.Absence;

/// <summary>Absence of a keyed stream.</summary>
public static class AbsenceExtensions
{
    /// <summary>
    /// "A, then not B within T": turns signals into decisions. Subscribes to the source at once.
    /// </summary>
    /// <param name="source">What arms, resets, disarms and recovers, for the key at hand.</param>
    /// <param name="process">The process whose keys, time and timers are used.</param>
    /// <param name="fold">Where the armed candidates lie: part of the fold.</param>
    /// <param name="memory">Where the decisions lie: remembered, not folded.</param>
    /// <param name="options">Kinds, steps and the recovery window.</param>
    /// <param name="judge">Has the last word on a candidate that is due.</param>
    /// <param name="exhausted">
    /// Told of a candidate whose last step was decided, by falling due or by being disarmed; part of the fold.
    /// </param>
    /// <param name="timerOrder">The place among timers of equal due time.</param>
    public static IObservable<AbsenceElement> Absence<TState, TEvent>(
        this IObservable<AbsenceSignal> source, KeyedProcess<TState, TEvent> process,
        Slot<TState, AbsenceFold?> fold, Slot<TState, AbsenceMemory?> memory,
        AbsenceOptions options, AbsenceJudge judge, Action<Candidate>? exhausted = null, int timerOrder = 50)
        where TState : KeyedState
        where TEvent : class, IKeyedEvent
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return source.Absence(process, fold, memory, _ => options, judge, exhausted, timerOrder);
    }

    /// <summary>
    /// The same with options that change: a candidate keeps those in force at its last activity, whatever comes after.
    /// </summary>
    /// <param name="source">What arms, resets, disarms and recovers, for the key at hand.</param>
    /// <param name="process">The process whose keys, time and timers are used.</param>
    /// <param name="fold">Where the armed candidates lie: part of the fold.</param>
    /// <param name="memory">Where the decisions lie: remembered, not folded.</param>
    /// <param name="optionsAt">
    /// The options in force at a moment of event time: validated, of the same kinds in the same order, and never other
    /// for a moment that was asked about before.
    /// </param>
    /// <param name="judge">Has the last word on a candidate that is due.</param>
    /// <param name="exhausted">Told of a candidate whose last step was decided; part of the fold.</param>
    /// <param name="timerOrder">The place among timers of equal due time.</param>
    public static IObservable<AbsenceElement> Absence<TState, TEvent>(
        this IObservable<AbsenceSignal> source, KeyedProcess<TState, TEvent> process,
        Slot<TState, AbsenceFold?> fold, Slot<TState, AbsenceMemory?> memory,
        Func<long, AbsenceOptions> optionsAt, AbsenceJudge judge, Action<Candidate>? exhausted = null,
        int timerOrder = 50)
        where TState : KeyedState
        where TEvent : class, IKeyedEvent
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(process);
        var absence = new AbsenceOperator<TState>(source, process.Scope, fold, memory, optionsAt, judge, exhausted);
        process.Register(absence, timerOrder);
        process.Corrected.Subscribe(c => absence.PublishRetractions(c.State, c.Late.Time));
        return absence;
    }
}
