using System.Reactive.Subjects;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.Absence;

/// <summary>
/// A line says: when, subject @ activity (and step), what became of it and by which rule, which revision.
/// </summary>
public sealed class AbsenceTests : IDisposable
{
    private readonly Timeline _timeline = new();

    public void Dispose() => _timeline.Dispose();

    [Fact]
    public void Kinds_steps_and_windows_that_make_no_sense_are_refused()
    {
        Refuses(new AbsenceOptions([new("a", [0])], 0));
        Refuses(new AbsenceOptions([new("a", [5, 5])], 0));
        Refuses(new AbsenceOptions([new("a", [.. Enumerable.Range(1, 17).Select(i => (long)i)])], 0));
        Refuses(new AbsenceOptions([new("a", [1])], -1));
        Refuses(new AbsenceOptions([.. Enumerable.Repeat(new AbsenceKind("a", [1]), 9)], 0));

        void Refuses(AbsenceOptions options)
        {
            var absences = new Absences(_timeline);
            using var signals = new Subject<AbsenceSignal>();
            Assert.Throws<ArgumentOutOfRangeException>(() => absences.Over(signals, _timeline.Process, options));
        }
    }

    [Fact]
    public void Missing_arguments_are_refused()
    {
        var options = new AbsenceOptions([new("a", [1])], 0);
        using var signals = new Subject<AbsenceSignal>();
        var absences = new Absences(_timeline);
        Assert.Throws<ArgumentNullException>(() => absences.Over(null!, _timeline.Process, options));
        Assert.Throws<ArgumentNullException>(() => absences.Over(signals, null!, options));
        Assert.Throws<ArgumentNullException>(() => absences.Over(signals, _timeline.Process, null!));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        Wire();
        _timeline.Add(50, Does.Disarm).Add(60, Does.Reset).Add(70, Does.Recover).Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void Silence_fires_once_the_watermark_is_behind_the_due_time()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Watermark(110);
        Assert.Empty(_timeline.Hear());
        _timeline.Watermark(111);
        Assert.Equal(["110 1@100 fired, revision 1"], _timeline.Hear());
        _timeline.Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void What_was_waited_for_cancels_at_the_due_time_still_and_not_behind_it()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(110, Does.Disarm, 1).Add(200, Does.Arm, 2).Add(211, Does.Disarm, 2).Drain();
        Assert.Equal(["110 1@100 cancelled by done, revision 1", "210 2@200 fired, revision 1"], _timeline.Said);
    }

    [Fact]
    public void Going_on_moves_the_due_time_without_a_word()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(105, Does.Arm, 1).Add(112, Does.Arm, 1).Drain();
        Assert.Equal(["122 1@112 fired, revision 1"], _timeline.Said);
    }

    [Fact]
    public void A_reset_drops_it_without_a_word()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(105, Does.Reset, 1).Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void Each_step_fires_and_what_is_left_is_cancelled()
    {
        Wire(steps: [10, 25, 40]);
        _timeline.Add(100, Does.Arm, 1).Add(120, Does.Disarm, 1).Drain();
        Assert.Equal(
            [
                "110 1@100 fired, revision 1", "120 1@100/2 cancelled by done, revision 1",
                "120 1@100/3 cancelled by done, revision 1",
            ],
            _timeline.Said);
    }

    [Fact]
    public void At_one_instant_the_more_significant_kind_comes_first_then_the_older_then_by_name()
    {
        Wire();
        _timeline.Add(90, Does.ArmOther, 9).Add(100, Does.Arm, 2).Add(100, Does.Arm, 1).Drain();
        Assert.Equal(
            ["110 1@100 fired, revision 1", "110 2@100 fired, revision 1", "110 9@90 fired, revision 1"],
            _timeline.Said);
    }

    [Fact]
    public void The_judge_has_the_last_word_and_may_put_it_off()
    {
        Wire((in Candidate candidate, int step, long asOf, bool again) =>
            candidate.Subject == 1 ? new Judgement("unwanted") : new Judgement(null, asOf < 150 ? 150 : 0));
        _timeline.Add(100, Does.Arm, 1).Add(100, Does.Arm, 2).Watermark(150);
        Assert.Equal(["110 1@100 suppressed by unwanted, revision 1"], _timeline.Hear());
        _timeline.Drain();
        Assert.Equal(["150 2@100 fired, revision 1"], _timeline.Said);
    }

    [Fact]
    public void What_is_put_off_stays_armed_and_can_still_be_cancelled()
    {
        Wire((in Candidate candidate, int step, long asOf, bool again) => new Judgement(null, asOf < 150 ? 150 : 0));
        _timeline.Add(100, Does.Arm, 1).Add(140, Does.Disarm, 1).Drain();
        Assert.Equal(["140 1@100 cancelled by done, revision 1"], _timeline.Said);
    }

    [Fact]
    public void After_it_fired_what_was_waited_for_recovers_it_once_and_within_the_window()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(160, Does.Recover, 1).Add(161, Does.Recover, 1)
            .Add(200, Does.Arm, 2).Add(261, Does.Recover, 2).Drain();
        Assert.Equal(
            [
                "110 1@100 fired, revision 1", "160 1@100 recovered by done, revision 2", "210 2@200 fired, revision 1",
            ],
            _timeline.Said);
    }

    [Fact]
    public void A_late_answer_takes_it_back_for_good()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Watermark(150);
        _timeline.Hear();
        _timeline.Add(105, Does.Disarm, 1);
        Assert.Equal(["105 1@100 retracted by done, revision 2"], _timeline.Hear());
        _timeline.Add(120, Does.Recover, 1).Add(104, Does.Disarm, 1).Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void A_late_arming_is_decided_at_its_due_time_in_the_past()
    {
        Wire();
        _timeline.Add(100, 99, 7).Watermark(150);
        _timeline.Hear();
        _timeline.Add(101, Does.Arm, 1);
        Assert.Contains("111 1@101 fired, revision 1", _timeline.Said);
    }

    [Fact]
    public void A_late_activity_takes_back_what_fired_and_fires_anew()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Watermark(150);
        _timeline.Hear();
        _timeline.Add(106, Does.Arm, 1);
        Assert.Equal(
            ["116 1@106 fired, revision 1", "106 1@100 retracted by again, revision 2"], _timeline.Said);
    }

    [Fact]
    public void A_late_note_about_something_else_changes_nothing()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(130, Does.Disarm, 2).Watermark(200);
        _timeline.Hear();
        _timeline.Add(105, Does.Disarm, 3);
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void A_duplicate_does_not_arm_again()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1, identity: 3).Add(105, Does.Arm, 1, identity: 3).Drain();
        Assert.Equal(["110 1@100 fired, revision 1"], _timeline.Said);
    }

    [Fact]
    public void What_arms_again_at_the_same_instant_after_it_was_done_is_another_one()
    {
        Wire();
        _timeline.Add(100, Does.Arm, 1).Add(100, Does.Disarm, 1).Add(100, Does.Arm, 1).Watermark(120);
        Assert.Equal(["100 1@100 cancelled by done, revision 1", "110 1@100 fired, revision 1"], _timeline.Hear());
        Assert.Equal([0, 1], _timeline.Process.Find("k"u8)!.Decisions!.Decisions.Select(d => d.Ordinal));
    }

    [Fact]
    public void The_caller_is_told_of_what_has_no_step_left()
    {
        var absences = Wire(steps: [10, 25]);
        _timeline.Add(100, Does.Arm, 1).Add(101, Does.Arm, 2).Add(112, Does.Disarm, 2).Watermark(120);
        Assert.Equal([2], absences.Exhausted);
        _timeline.Drain();
        Assert.Equal([2, 1], absences.Exhausted);
    }

    [Fact]
    public void Errors_and_the_end_of_the_signals_are_passed_on()
    {
        var absences = Wire();
        var options = new AbsenceOptions([new("a", [1])], 0);
        var seen = new List<string>();
        using var broken = new Subject<AbsenceSignal>();
        absences.Over(broken, _timeline.Process, options)
            .Subscribe(_ => seen.Add("next"), error => seen.Add(error.Message), () => seen.Add("end"));
        broken.OnError(new InvalidOperationException("broken"));
        using var ended = new Subject<AbsenceSignal>();
        absences.Over(ended, _timeline.Process, options)
            .Subscribe(_ => seen.Add("next"), error => seen.Add(error.Message), () => seen.Add("end"));
        ended.OnCompleted();
        Assert.Equal(["broken", "end"], seen);
    }

    [Fact]
    public void After_disposal_no_signal_reaches_it()
    {
        var absences = Wire();
        _timeline.Add(100, Does.Arm, 1).Watermark(101);
        ((IDisposable)absences.Output).Dispose();
        _timeline.Add(105, Does.Reset, 1).Watermark(106);
        Assert.Single(_timeline.Process.Find("k"u8)!.Fold.Absence!.Armed);
    }

    private Absences Wire(AbsenceJudge? judge = null, long[]? steps = null) => new(_timeline, judge, steps ?? []);
}
