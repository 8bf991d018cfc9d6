using System.Reactive.Subjects;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.Absence;

/// <summary>What a note does to its subject.</summary>
internal static class Does
{
    public const int Arm = 0, Disarm = 1, Reset = 2, Recover = 3, ArmOther = 4;
}

/// <summary>
/// Absences over a timeline: kind 0 is due 10 (and, where asked for, 25) after arming, kind 1 is due 20 after it.
/// </summary>
internal sealed class Absences
{
    private readonly Timeline _timeline;
    private readonly Subject<AbsenceSignal> _signals = new();

    public Absences(Timeline timeline, AbsenceJudge? judge = null, params long[] steps)
    {
        _timeline = timeline;
        AbsenceKind[] kinds = [new("first", steps.Length == 0 ? [10] : steps), new("other", [20])];
        timeline.Process.Events.Subscribe(Signal);
        Output = Over(_signals, timeline.Process, new AbsenceOptions(kinds, RecoveryWindowMs: 50), judge);
        Output.Subscribe(Say);
    }

    public IObservable<AbsenceElement> Output { get; }

    /// <summary>Subjects whose last step was decided.</summary>
    public List<long> Exhausted { get; } = [];

    public IObservable<AbsenceElement> Over(
        IObservable<AbsenceSignal> signals, KeyedProcess<NoteState, Note> process, AbsenceOptions options,
        AbsenceJudge? judge = null) => signals.Absence(
            process, state => ref state.Fold.Absence, state => ref state.Decisions, options,
            judge ?? ((in Candidate candidate, int step, long asOf, bool again) => Judgement.Passed),
            candidate => Exhausted.Add(candidate.Subject));

    private void Signal(Note note) => _signals.OnNext(new AbsenceSignal
    {
        Action = note.Word switch
        {
            Does.Disarm => AbsenceAction.Disarm,
            Does.Reset => AbsenceAction.Reset,
            Does.Recover => AbsenceAction.Recover,
            _ => AbsenceAction.Arm,
        },
        Kind = note.Word switch { Does.ArmOther => 1, Does.Recover or Does.Disarm => AbsenceSignal.AnyKind, _ => 0 },
        Subject = note.Subject,
        SubjectKey = (ulong)note.Subject,
        ActivityAt = note.Word == Does.Recover ? long.MinValue : note.Time,
        CreatedAt = note.Time,
        Rule = note.Word switch { Does.Disarm or Does.Recover => "done", Does.Reset => "changed", _ => "again" },
    });

    private void Say(AbsenceElement element)
    {
        var step = element.Decision.Step == 0 ? "" : $"/{element.Decision.Step + 1}";
        var outcome = element.Outcome.ToString().ToLowerInvariant();
        var rule = element.Rule is null ? "" : $" by {element.Rule}";
        var what = $"{element.Candidate.SubjectKey}@{element.Candidate.ActivityAt}{step}";
        _timeline.Tell(FormattableString.Invariant(
            $"{element.At} {what} {outcome}{rule}, revision {element.Decision.Revision}"));
    }
}
