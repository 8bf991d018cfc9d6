using System.Reactive.Linq;
using System.Reactive.Subjects;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.SessionWindow;

/// <summary>
/// Sessions with a gap of 10 and a cap of 30; a session says start..end, how many notes, and their sum.
/// </summary>
public sealed class SessionWindowTests : IDisposable
{
    private readonly Timeline _timeline = new();

    public SessionWindowTests() => Sessions.Wire(_timeline, gap: 10, cap: 30);

    public void Dispose() => _timeline.Dispose();

    [Theory]
    [InlineData(0, 10), InlineData(-1, 10), InlineData(10, 9)]
    public void A_gap_below_1_and_a_cap_below_the_gap_are_refused(long gap, long cap)
    {
        using var timeline = new Timeline();
        Assert.Throws<ArgumentOutOfRangeException>(() => Sessions.Wire(timeline, gap, cap));
    }

    [Fact]
    public void Missing_arguments_are_refused()
    {
        var process = _timeline.Process;
        var options = new SessionWindowOptions(1, 1);
        Assert.Throws<ArgumentNullException>(() => ((IObservable<Note>)null!)
            .SessionWindow(process, Sessions.SlotOf, options, Sessions.Sum));
        Assert.Throws<ArgumentNullException>(
            () => process.Events.SessionWindow<NoteState, Note, long>(
                null!, Sessions.SlotOf, options, Sessions.Sum));
        Assert.Throws<ArgumentNullException>(
            () => process.Events.SessionWindow<NoteState, Note, long>(process, null!, options, Sessions.Sum));
        Assert.Throws<ArgumentNullException>(
            () => process.Events.SessionWindow(process, Sessions.SlotOf, null!, Sessions.Sum));
        Assert.Throws<ArgumentNullException>(
            () => process.Events.SessionWindow<NoteState, Note, long>(process, Sessions.SlotOf, options, null!));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        _timeline.Watermark(1_000).Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void Without_a_watermark_behind_its_gap_a_session_stays_open()
    {
        _timeline.Add(100).Watermark(110);
        Assert.Equal(["100 k: opens"], _timeline.Said);
    }

    [Fact]
    public void Silence_alone_closes_a_session_once_the_watermark_is_behind_the_gap()
    {
        _timeline.Add(100, word: 7).Watermark(110);
        _timeline.Hear();
        _timeline.Watermark(111);
        Assert.Equal(["110 k: 100..100, 1 sum 7"], _timeline.Said);
    }

    [Fact]
    public void At_most_the_gap_extends_and_one_more_opens()
    {
        _timeline.Add(100, word: 1).Add(110, word: 2).Add(121, word: 4).Drain();
        Assert.Equal(
            ["100 k: opens", "120 k: 100..110, 2 sum 3", "121 k: opens", "131 k: 121..121, 1 sum 4"], _timeline.Said);
    }

    [Fact]
    public void A_note_at_the_end_of_the_gap_counts_before_the_session_closes()
    {
        _timeline.Add(100, word: 1).Watermark(110).Add(110, word: 2).Drain();
        Assert.Equal(["100 k: opens", "120 k: 100..110, 2 sum 3"], _timeline.Said);
    }

    [Fact]
    public void Later_than_start_and_cap_a_note_begins_anew()
    {
        _timeline.Add(100).Add(110).Add(120).Add(130).Add(131).Drain();
        Assert.Equal(
            [
                "100 k: opens", "131 k: 100..130, 4 sum 0 cut", "131 k: opens", "141 k: 131..131, 1 sum 0",
            ],
            _timeline.Said);
    }

    [Fact]
    public void Cuts_in_a_row_are_counted_until_a_gap_ends_the_row()
    {
        using var timeline = new Timeline();
        var cuts = new List<int>();
        timeline.Process.Events
            .SessionWindow(timeline.Process, Sessions.SlotOf, new SessionWindowOptions(10, 10), Sessions.Sum)
            .Where(element => element.IsClosed).Subscribe(element => cuts.Add(element.Session.CutsBefore));
        timeline.Add(100).Add(109).Add(118).Add(127).Add(136).Add(300).Drain();
        Assert.Equal([0, 1, 2, 0], cuts);
    }

    [Fact]
    public void A_late_note_extends_the_session_that_was_closed()
    {
        _timeline.Add(100, word: 1).Watermark(200);
        _timeline.Hear();
        _timeline.Add(95, word: 2);
        Assert.Equal(
            ["-100 k: opens", "-110 k: 100..100, 1 sum 1", "+95 k: opens", "+110 k: 95..100, 2 sum 3"],
            _timeline.Said);
    }

    [Fact]
    public void A_late_note_between_two_sessions_makes_them_one()
    {
        _timeline.Add(100, word: 1).Add(115, word: 2).Watermark(200);
        _timeline.Hear();
        _timeline.Add(107, word: 4);
        Assert.Equal(["1x k: 100..115, 3 sum 7", "1x k: opens"], _timeline.Standing);
    }

    [Fact]
    public void A_late_note_far_from_all_others_is_a_session_of_its_own_and_closes_at_once()
    {
        _timeline.Add(500).Watermark(600);
        _timeline.Add(100, word: 3);
        Assert.Equal(
            ["1x k: 100..100, 1 sum 3", "1x k: 500..500, 1 sum 0", "2x k: opens"], _timeline.Standing);
    }

    [Fact]
    public void A_late_note_leaves_a_cut_of_the_cap_where_it_was_made()
    {
        _timeline.Add(100).Add(110).Add(120).Add(130).Add(131).Watermark(200);
        _timeline.Add(125);
        Assert.Contains("1x k: 100..130, 5 sum 0 cut", _timeline.Standing);
        Assert.Contains("1x k: 131..131, 1 sum 0", _timeline.Standing);
    }

    [Fact]
    public void A_cut_of_the_cap_parts_no_notes_of_one_moment()
    {
        _timeline.Add(100).Add(110).Add(120).Add(130).Add(135, rank: 1).Watermark(200);
        _timeline.Add(135, word: 2, rank: 0);
        Assert.Contains("1x k: 100..130, 4 sum 0 cut", _timeline.Standing);
        Assert.Contains("1x k: 135..135, 2 sum 2", _timeline.Standing);
    }

    [Fact]
    public void A_late_note_takes_over_the_cut_before_its_moment()
    {
        _timeline.Add(100).Add(110).Add(120).Add(130).Add(135, rank: 1).Watermark(200);
        // Behind the cap, and before the cut: since it begins a session, 135 is no longer too late for one.
        _timeline.Add(132);
        _timeline.Add(135, word: 2, rank: 0).Add(127);
        Assert.Contains("1x k: 100..130, 5 sum 0 cut", _timeline.Standing);
        Assert.Contains("1x k: 132..132, 1 sum 0 cut", _timeline.Standing);
        Assert.Contains("1x k: 135..135, 2 sum 2", _timeline.Standing);
    }

    [Fact]
    public void A_late_note_that_would_make_a_session_too_long_stands_alone()
    {
        _timeline.Add(100).Add(110).Add(120).Add(130).Watermark(200);
        _timeline.Add(95, word: 9);
        Assert.Equal(
            ["1x k: 100..130, 4 sum 0", "1x k: 95..95, 1 sum 9", "2x k: opens"], _timeline.Standing);
    }

    [Fact]
    public void A_duplicate_of_the_process_does_not_reach_it()
    {
        _timeline.Add(100, identity: 5).Add(105, identity: 5).Drain();
        Assert.Equal(["100 k: opens", "110 k: 100..100, 1 sum 0"], _timeline.Said);
    }

    [Fact]
    public void Errors_and_the_end_of_the_source_are_passed_on()
    {
        var seen = new List<string>();
        using var broken = new Subject<Note>();
        Sessions.Over(broken, _timeline.Process)
            .Subscribe(_ => seen.Add("next"), error => seen.Add(error.Message), () => seen.Add("end"));
        broken.OnError(new InvalidOperationException("broken"));
        using var ended = new Subject<Note>();
        Sessions.Over(ended, _timeline.Process)
            .Subscribe(_ => seen.Add("next"), error => seen.Add(error.Message), () => seen.Add("end"));
        ended.OnCompleted();
        Assert.Equal(["broken", "end"], seen);
    }

    [Fact]
    public void After_disposal_it_takes_nothing_more()
    {
        using var timeline = new Timeline();
        var window = Sessions.Over(timeline.Process.Events, timeline.Process);
        window.Subscribe(element => timeline.Say($"{element.Session.Count}"));
        timeline.Add(100).Watermark(101);
        ((IDisposable)window).Dispose();
        timeline.Add(105).Watermark(106);
        Assert.Equal(1, timeline.Process.Find("k"u8)!.Fold.Session.Count);
    }
}
