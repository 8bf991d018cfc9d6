using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed;

/// <summary>Folding: in order, late, and into the base.</summary>
public sealed partial class KeyedProcess<TState, TEvent>
{
    private void Fold(TState state, TEvent next)
    {
        Admission admission;
        if (state.Log.Contains(next.Identity, next.Time, _options.DeduplicationWindowMs))
            admission = Admission.Duplicate;
        else if (!state.IsBehind(next.Time, next.Rank))
            admission = FoldInOrder(state, next);
        else if (next.Time < state.BaseTime)
            admission = new Admission(AdmissionKind.Late);
        else
            admission = FoldLate(state, next);
        Settled?.Invoke(next, admission);
    }

    private Admission FoldInOrder(TState state, TEvent next)
    {
        Enter(state, FoldPhase.Live);
        Show(next, isFirst: true, marks: 0);
        var admission = _logic.Judge(state, next);
        if (admission.Kind != AdmissionKind.Accepted) return admission;

        _events.OnNext(next);
        state.FoldedTime = next.Time;
        state.FoldedRank = next.Rank;
        _payload.ResetWrittenCount();
        _logic.Write(next, state, _payload);
        state.Log.Append(next.Time, next.Rank, Scope.Marks, next.Identity, _payload.WrittenSpan, _logMemory);
        _index.Ensure(state, DueOf(state));
        RebaseWhenWorthwhile(state);
        return admission;
    }

    /// <summary>
    /// A late event: try it in its place (judgement, marks), take back what was said without it, say what holds with
    /// it.
    /// </summary>
    private Admission FoldLate(TState state, TEvent late)
    {
        if (!_logic.IsJudgedByFold(late))
        {
            Enter(state, FoldPhase.Live);
            var verdict = _logic.Judge(state, late);
            if (verdict.Kind != AdmissionKind.Accepted) return verdict;
        }

        _payload.ResetWrittenCount();
        _logic.Write(late, state, _payload);
        var before = state.Log;
        var after = state.Log;
        var index = after.Insert(late.Time, late.Rank, 0, late.Identity, _payload.WrittenSpan);
        var present = _logic.RewindToBase(state);
        var foldedTime = state.FoldedTime;
        var foldedRank = state.FoldedRank;

        var admission = Probe(state, after, index, late);
        if (admission.Kind != AdmissionKind.Accepted)
        {
            _logic.PutBack(state, present);
            state.FoldedTime = foldedTime;
            state.FoldedRank = foldedRank;
            return admission;
        }

        Late = late;
        _logic.RewindToBase(state);
        Run(state, FoldPhase.TakeBack, before, Position, null, -1);
        state.Log = after;
        _logic.RewindToBase(state);
        Run(state, FoldPhase.Restate, after, Position, late, index);
        _corrected.OnNext(new Correction<TState, TEvent>(state, late));
        Late = null;
        _index.Ensure(state, DueOf(state));
        return admission;
    }

    private Admission Probe(TState state, EventLog log, int index, TEvent late)
    {
        Scope.LateEventMarks = 0;
        Scope.LateAt = late.Time;
        var admission = Run(state, FoldPhase.Probe, log, Position, late, index);
        if (admission.Kind == AdmissionKind.Accepted && Scope.LateEventMarks != 0)
            log.SetMarks(index, Scope.LateEventMarks);
        return admission;
    }

    /// <summary>
    /// Folds a log from the base on, timers in between, up to but not including <paramref name="until"/>.
    /// </summary>
    private Admission Run(TState state, FoldPhase phase, EventLog log, long until, TEvent? late, int lateIndex)
    {
        Enter(state, phase);
        state.FoldedTime = state.BaseTime;
        state.FoldedRank = 0;
        foreach (var entry in log)
        {
            if (entry.Time >= until && phase == FoldPhase.Rebase) break;
            SettleOwnTimers(state, entry.Time);
            var isLate = entry.Index == lateIndex;
            var element = isLate ? late! : Replay(state, entry);
            Show(element, isFirst: isLate && phase == FoldPhase.Restate, entry.Marks);
            Scope.IsLate = isLate;
            if (isLate && phase == FoldPhase.Probe && _logic.IsJudgedByFold(element))
            {
                var admission = _logic.Judge(state, element);
                if (admission.Kind != AdmissionKind.Accepted) return admission;
            }

            _events.OnNext(element);
            state.FoldedTime = entry.Time;
            state.FoldedRank = entry.Rank;
            if (phase == FoldPhase.Restate && Scope.Marks != entry.Marks) log.SetMarks(entry.Index, Scope.Marks);
        }

        SettleOwnTimers(state, until);
        return Admission.Accepted;
    }

    private TEvent Replay(TState state, in EventLog.Entry entry)
    {
        _replayed.Time = entry.Time;
        _replayed.Rank = entry.Rank;
        _replayed.Identity = entry.Identity;
        _logic.Read(entry.Payload, state, _replayed);
        return _replayed;
    }

    private void Show(TEvent element, bool isFirst, byte marks)
    {
        Scope.Now = element.Time;
        Scope.IsFirst = isFirst;
        Scope.IsLate = false;
        Scope.Marks = marks;
    }

    private void SettleOwnTimers(TState state, long before)
    {
        while (EarliestDue(state) is var due && due < before) FireAll(state, due);
    }

    /// <summary>
    /// Moves events that no late one can precede any more into the base. It waits until a whole retention has passed
    /// twice, so that each event is folded into a base once and the cost stays a fraction of folding it live.
    /// </summary>
    private void RebaseWhenWorthwhile(TState state)
    {
        var count = state.Log.Count;
        if (count < _options.RebaseFrom) return;
        var horizon = EventTime.Plus(Position, -_options.RetentionMs);
        if (count % _options.MaxLogEntries == 0)
            horizon = Math.Max(horizon, state.Log.TimeAt(count / 2));
        else if (state.Log.FirstTime >= EventTime.Plus(horizon, -_options.RetentionMs))
            return;

        var present = _logic.TakeBase(state);
        var foldedTime = state.FoldedTime;
        var foldedRank = state.FoldedRank;
        Run(state, FoldPhase.Rebase, state.Log, horizon, null, -1);
        _logic.MakeBase(state);
        state.BaseTime = horizon;
        state.Log.DropBefore(horizon, _logMemory);
        _logic.PutBack(state, present);
        state.FoldedTime = foldedTime;
        state.FoldedRank = foldedRank;
        _logic.Tidy(state);
        Enter(state, FoldPhase.Live);
    }
}
