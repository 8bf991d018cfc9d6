using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.Absence;

/// <summary>
/// "A, then not B within T": candidates are armed, reset and disarmed by signals, and fire by event time. A late event
/// folds the key's events again; a fired candidate that the complete input would not have fired is then retracted, one
/// that it would have fired is decided late, and what was decided once is not decided again.
/// </summary>
internal sealed class AbsenceOperator<TState> : HotOperator<AbsenceElement>, IKeyedTimers<TState>
    where TState : KeyedState
{
    private readonly KeyedScope<TState> _scope;
    private readonly Slot<TState, AbsenceFold?> _fold;
    private readonly Slot<TState, AbsenceMemory?> _memory;
    private readonly Func<long, AbsenceOptions> _optionsAt;
    private readonly AbsenceJudge _judge;
    private readonly Action<Candidate>? _exhausted;
    private readonly AbsenceElement _element = new();

    public AbsenceOperator(
        IObservable<AbsenceSignal> source, KeyedScope<TState> scope, Slot<TState, AbsenceFold?> fold,
        Slot<TState, AbsenceMemory?> memory, Func<long, AbsenceOptions> optionsAt, AbsenceJudge judge,
        Action<Candidate>? exhausted)
    {
        (_scope, _fold, _memory, _optionsAt, _judge, _exhausted) =
            (scope, fold, memory, optionsAt, judge, exhausted);
        Attach(source, OnSignal);
    }

    public long NextDue(TState state) => _fold(state)?.NextDue ?? EventTime.Max;

    /// <summary>Settles the first candidate due now: by kind, then creation, then what its subject is called.</summary>
    public void Fire(TState state, long due)
    {
        var fold = _fold(state)!;
        var first = -1;
        for (var i = 0; i < fold.Armed.Count; i++)
        {
            if (fold.Armed[i].NextDue(KindOf(fold.Armed[i]), out _) != due) continue;
            if (first < 0 || Precedes(fold.Armed[i], fold.Armed[first])) first = i;
        }

        var candidate = fold.Armed[first];
        candidate.NextDue(KindOf(candidate), out var step);
        if (!Decide(ref candidate, step, due))
        {
            candidate.Decided |= (ushort)(1 << step);
        }

        Replace(fold, first, candidate);
    }

    /// <summary>
    /// Publishes what a correction changed: each fired candidate that the complete input does not fire.
    /// </summary>
    public void PublishRetractions(TState state, long lateTime)
    {
        if (_memory(state) is not { } memory) return;
        foreach (var decision in memory.Decisions)
        {
            if (decision.CanBeRetracted && !decision.IsConfirmed && decision.At >= state.BaseTime
                && !IsArmed(_fold(state), decision))
                Retract(decision, decision.Objection ?? decision.Withheld, lateTime);
            decision.IsConfirmed = false;
            decision.Objection = decision.Withheld = null;
        }
    }

    /// <summary>True where it is armed again and was moved past the watermark: nothing speaks against it yet.</summary>
    private static bool IsArmed(AbsenceFold? fold, RememberedDecision decision)
    {
        foreach (var candidate in fold?.Armed ?? [])
            if (decision.IsOf(candidate, decision.Step)) return (candidate.Decided & (1 << decision.Step)) == 0;
        return false;
    }

    private static bool Precedes(in Candidate a, in Candidate b) =>
        a.Kind != b.Kind ? a.Kind < b.Kind
        : a.CreatedAt != b.CreatedAt ? a.CreatedAt < b.CreatedAt
        : string.CompareOrdinal(a.Name, b.Name) is var order && order != 0 ? order < 0
        : a.Subject < b.Subject;

    private AbsenceKind KindOf(in Candidate candidate) => _optionsAt(candidate.ActivityAt).Kinds[candidate.Kind];

    private void OnSignal(AbsenceSignal signal)
    {
        if (signal.Action == AbsenceAction.Recover)
        {
            Recover(signal);
            return;
        }

        if (_scope.Phase == FoldPhase.Restate) ExplainWithheld(signal);
        if (signal.Action == AbsenceAction.Withhold) return;
        ref var fold = ref _fold(_scope.State);
        if (fold is null && signal.Action != AbsenceAction.Arm) return;
        fold ??= new AbsenceFold();
        End(fold, signal);
        if (signal.Action == AbsenceAction.Arm) Arm(fold, signal);
        fold.Refresh(_optionsAt);
    }

    /// <summary>
    /// Where nothing is armed any more for what fired before: the last word on its subject at or before its activity.
    /// </summary>
    private void ExplainWithheld(in AbsenceSignal signal)
    {
        if (signal.Action == AbsenceAction.Reset || _memory(_scope.State) is not { } memory) return;
        foreach (var decision in memory.Decisions)
        {
            if (decision.Kind != signal.Kind || decision.SubjectKey != signal.SubjectKey) continue;
            var isMeant = signal.Action == AbsenceAction.Withhold
                ? decision.ActivityAt == signal.ActivityAt
                : decision.ActivityAt >= _scope.Now && signal.SubjectKey != AbsenceSignal.NoSubjectKey;
            if (isMeant) decision.Withheld = signal.Action == AbsenceAction.Arm ? null : signal.Rule;
        }
    }

    private void Arm(AbsenceFold fold, in AbsenceSignal signal) => fold.Armed.Add(new Candidate
    {
        Kind = signal.Kind,
        Subject = signal.Subject,
        SubjectKey = signal.SubjectKey,
        ActivityAt = signal.ActivityAt,
        CreatedAt = signal.CreatedAt,
        Context = signal.Context,
        Name = signal.Name,
        Ordinal = fold.OrdinalOf(signal.Kind, signal.SubjectKey, signal.ActivityAt),
    });

    private void End(AbsenceFold fold, in AbsenceSignal signal)
    {
        for (var i = 0; i < fold.Armed.Count; i++)
        {
            var candidate = fold.Armed[i];
            if (signal.Kind != AbsenceSignal.AnyKind && candidate.Kind != signal.Kind) continue;
            if (signal.Subject != AbsenceSignal.AnySubject && candidate.Subject != signal.Subject) continue;
            fold.Armed.RemoveAt(i--);
            EndSteps(candidate, signal);
            if (signal.Action != AbsenceAction.Disarm) continue;
            fold.Spend(candidate);
            _exhausted?.Invoke(candidate);
        }
    }

    private void EndSteps(in Candidate candidate, in AbsenceSignal signal)
    {
        if (!_scope.Decides) return;
        for (var step = 0; step < KindOf(candidate).StepsMs.Count; step++)
        {
            if ((candidate.Decided & (1 << step)) != 0) continue;
            var remembered = Memory().Find(candidate, step);
            if (remembered is null && signal.Action == AbsenceAction.Disarm)
                Remember(AbsenceOutcome.Cancelled, signal.Rule, candidate, step, _scope.Now);
            else if (remembered is not null)
                Object(remembered, signal.Rule, _scope.Now);
        }
    }

    /// <summary>Returns true where the step was only moved to a later time.</summary>
    private bool Decide(ref Candidate candidate, int step, long due)
    {
        var remembered = _scope.Decides ? Memory().Find(candidate, step) : null;
        var again = remembered is not null;
        var judgement = _judge(candidate, step, due, again);
        if (judgement.MovedTo != 0)
        {
            candidate.Moved = (long[]?)candidate.Moved?.Clone() ?? new long[KindOf(candidate).StepsMs.Count];
            candidate.Moved[step] = judgement.MovedTo;
            return true;
        }

        if (!_scope.Decides) return false;
        if (remembered is null)
            Remember(judgement.Rule is null ? AbsenceOutcome.Fired : AbsenceOutcome.Suppressed, judgement.Rule,
                candidate, step, due);
        else if (judgement.Rule is not null)
            Object(remembered, judgement.Rule, due);
        else if (_scope.Phase == FoldPhase.Restate)
            (remembered.IsConfirmed, remembered.Objection) = (true, null);
        return false;
    }

    /// <summary>
    /// What was decided before would not have fired. A correction says so at its end; in between, it is so for what a
    /// late event moved past the watermark.
    /// </summary>
    private void Object(RememberedDecision decision, string? rule, long at)
    {
        if (_scope.Phase == FoldPhase.Restate) decision.Objection = rule;
        else if (decision.CanBeRetracted) Retract(decision, rule, at);
    }

    private void Retract(RememberedDecision decision, string? rule, long at)
    {
        decision.IsRetracted = true;
        Publish(AbsenceOutcome.Retracted, rule, Describe(decision), decision, at);
    }

    private void Remember(AbsenceOutcome outcome, string? rule, in Candidate candidate, int step, long at)
    {
        var decision = new RememberedDecision
        {
            Kind = candidate.Kind,
            Step = step,
            SubjectKey = candidate.SubjectKey,
            Name = candidate.Name,
            ActivityAt = candidate.ActivityAt,
            Ordinal = candidate.Ordinal,
            Due = candidate.Due(KindOf(candidate), step),
            At = at,
            Outcome = outcome,
            IsConfirmed = _scope.Phase == FoldPhase.Restate,
        };
        Memory().Decisions.Add(decision);
        Publish(outcome, rule, candidate, decision, at);
    }

    private void Recover(in AbsenceSignal signal)
    {
        if (!_scope.Decides || _memory(_scope.State) is not { } memory) return;
        foreach (var decision in memory.Decisions)
        {
            if (decision.Outcome != AbsenceOutcome.Fired || decision.IsRetracted || decision.IsRecovered) continue;
            if (signal.Kind != AbsenceSignal.AnyKind && signal.Kind != decision.Kind) continue;
            if (signal.SubjectKey != decision.SubjectKey || decision.At < signal.ActivityAt) continue;
            var window = _optionsAt(decision.ActivityAt).RecoveryWindowMs;
            if (_scope.Now <= decision.At || _scope.Now > decision.At + window) continue;
            if (_scope.Phase == FoldPhase.Restate && !decision.IsConfirmed && decision.At >= _scope.State.BaseTime)
                continue;
            decision.IsRecovered = true;
            Publish(AbsenceOutcome.Recovered, signal.Rule, Describe(decision), decision, _scope.Now);
        }
    }

    private void Publish(
        AbsenceOutcome outcome, string? rule, in Candidate candidate, RememberedDecision decision, long at)
    {
        if (outcome is AbsenceOutcome.Retracted or AbsenceOutcome.Recovered) decision.Revision++;
        _element.Outcome = outcome;
        _element.Rule = rule;
        _element.Candidate = candidate;
        _element.Step = decision.Step;
        _element.Due = decision.Due;
        _element.At = at;
        _element.Decision = decision;
        Emit(_element);
    }

    private static Candidate Describe(RememberedDecision decision) => new()
    {
        Kind = decision.Kind,
        SubjectKey = decision.SubjectKey,
        Name = decision.Name,
        ActivityAt = decision.ActivityAt,
        Ordinal = decision.Ordinal,
        Subject = AbsenceSignal.AnySubject,
    };

    private AbsenceMemory Memory() => _memory(_scope.State) ??= new AbsenceMemory();

    private void Replace(AbsenceFold fold, int index, in Candidate candidate)
    {
        var isExhausted = candidate.NextDue(KindOf(candidate), out _) == EventTime.Max;
        if (isExhausted)
        {
            fold.Armed.RemoveAt(index);
            fold.Spend(candidate);
        }
        else
        {
            fold.Armed[index] = candidate;
        }

        fold.Refresh(_optionsAt);
        if (isExhausted) _exhausted?.Invoke(candidate);
    }
}
