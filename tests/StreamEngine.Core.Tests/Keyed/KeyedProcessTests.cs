using StreamEngine.Core.Keyed;
using StreamEngine.Core.Tests.Support;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Keyed;

/// <summary>Notes and alarms: a note of word w sets an alarm w after it.</summary>
public sealed class KeyedProcessTests : IDisposable
{
    private readonly Timeline _timeline = new();

    public KeyedProcessTests() => _ = new Alarms(_timeline);

    public void Dispose() => _timeline.Dispose();

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Refuses(new KeyedOptions { RetentionMs = -1 });
        Refuses(new KeyedOptions { DeduplicationWindowMs = -1 });
        Refuses(new KeyedOptions { RebaseFrom = 0 });
        Refuses(new KeyedOptions { RebaseFrom = 10, MaxLogEntries = 9 });

        static void Refuses(KeyedOptions options) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => new Timeline(options));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        _timeline.Watermark(100).Drain();
        Assert.Empty(_timeline.Said);
        Assert.Equal(EventTime.Max, _timeline.Process.NextDue);
    }

    [Fact]
    public void A_note_waits_until_the_watermark_is_behind_it()
    {
        _timeline.Add(100).Watermark(100);
        Assert.Empty(_timeline.Said);
        Assert.Equal((1, 1), _timeline.Process.Load);
        _timeline.Watermark(101);
        Assert.Equal(["100 k: 0"], _timeline.Said);
    }

    [Fact]
    public void Notes_count_by_time_then_rank_then_arrival()
    {
        _timeline.Add(101, subject: 1).Add(100, rank: 1, key: "c").Add(100, key: "b").Add(100, key: "a").Drain();
        Assert.Equal(["100 b: 0", "100 a: 0", "100 c: 0", "101 k: 0"], _timeline.Said);
    }

    [Fact]
    public void An_alarm_rings_after_every_note_at_its_time_and_before_any_later_one()
    {
        _timeline.Add(100, word: 10).Add(111, key: "z").Add(110, rank: 3, key: "z").Add(110, key: "b").Drain();
        Assert.Equal(["100 k: 10", "110 b: 0", "110 z: 0", "110 k: alarm", "111 z: 0"], _timeline.Said);
    }

    [Fact]
    public void Alarms_of_one_instant_ring_in_the_order_of_their_keys_bytes()
    {
        _timeline.Add(99, word: 11, key: "b").Add(100, word: 10, key: "é").Add(100, word: 10, key: "B").Drain();
        Assert.Equal(["110 B: alarm", "110 b: alarm", "110 é: alarm"], _timeline.Said.Skip(3));
    }

    [Fact]
    public void A_watermark_that_goes_back_changes_nothing()
    {
        _timeline.Add(100, word: 10).Watermark(105).Watermark(50).Watermark(111);
        Assert.Equal(["100 k: 10", "110 k: alarm"], _timeline.Said);
        Assert.Equal(111, _timeline.Process.Position);
    }

    [Fact]
    public void A_repetition_within_the_window_is_a_duplicate_and_one_behind_it_is_none()
    {
        using var timeline = new Timeline(new KeyedOptions { DeduplicationWindowMs = 10, RetentionMs = 1_000 });
        timeline.Add(100, identity: 1).Add(110, identity: 1).Add(121, identity: 1).Drain();
        Assert.Equal(["100 Accepted", "110 Duplicate", "121 Accepted"], timeline.Fates);
    }

    [Fact]
    public void A_late_repetition_is_a_duplicate_too()
    {
        _timeline.Add(100, identity: 1).Watermark(200).Add(90, identity: 1);
        Assert.Equal(["100 Accepted", "90 Duplicate"], _timeline.Fates);
    }

    [Fact]
    public void A_refused_note_leaves_no_trace_and_its_repair_is_no_duplicate()
    {
        _timeline.Add(100, NoteLogic.Refused, identity: 1).Add(101, identity: 1).Drain();
        Assert.Equal(["100 Refused", "101 Accepted"], _timeline.Fates);
        Assert.Equal(["101 k: 0"], _timeline.Said);
    }

    [Fact]
    public void A_late_refused_note_changes_nothing()
    {
        _timeline.Add(100, word: 5).Watermark(200);
        _timeline.Hear();
        _timeline.Add(90, NoteLogic.Refused);
        Assert.Equal("90 Refused", _timeline.Fates[^1]);
        Assert.Empty(_timeline.Said);
        _timeline.Add(210).Drain();
        Assert.Equal(["210 k: 0"], _timeline.Said);
    }

    [Fact]
    public void A_late_note_takes_back_what_followed_and_says_it_anew()
    {
        _timeline.Add(100, word: 10).Watermark(200);
        _timeline.Hear();
        _timeline.Add(105, word: 2);
        Assert.Equal(
            ["-100 k: 10", "-110 k: alarm", "+100 k: 10", "+105 k: 2", "+107 k: alarm", "+110 k: alarm"],
            _timeline.Said);
    }

    [Fact]
    public void An_alarm_that_a_late_note_sets_for_later_rings_in_its_time()
    {
        _timeline.Add(100).Watermark(200).Add(150, word: 100);
        _timeline.Hear();
        _timeline.Watermark(251);
        Assert.Equal(["250 k: alarm"], _timeline.Said);
    }

    [Fact]
    public void A_note_at_the_watermark_is_not_late()
    {
        _timeline.Add(50).Watermark(100).Add(100).Drain();
        Assert.Equal(["50 k: 0", "100 k: 0"], _timeline.Said);
    }

    [Fact]
    public void A_note_behind_the_base_is_late_and_changes_nothing()
    {
        using var timeline = new Timeline(new KeyedOptions { RetentionMs = 10, RebaseFrom = 1 });
        _ = new Alarms(timeline);
        timeline.Add(100).Add(200).Add(300).Watermark(301);
        timeline.Hear();
        timeline.Add(99);
        Assert.Equal("99 Late", timeline.Fates[^1]);
        Assert.Empty(timeline.Said);
    }

    [Fact]
    public void A_log_beyond_its_limit_gives_its_older_half_to_the_base()
    {
        using var timeline = new Timeline(
            new KeyedOptions { RetentionMs = 1_000_000, RebaseFrom = 4, MaxLogEntries = 8 });
        _ = new Alarms(timeline);
        for (var i = 0; i < 100; i++) timeline.Add(100 + i);
        timeline.Drain();
        Assert.True(timeline.Process.Find("k"u8)!.Log.Count <= 8);
        Assert.Equal(100, timeline.Said.Count);
    }

    [Fact]
    public void An_error_of_an_operator_comes_out_where_it_was_caused()
    {
        _timeline.Process.Events.Subscribe(_ => throw new InvalidOperationException("broken"));
        _timeline.Add(100);
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => _timeline.Watermark(101)).Message);
    }

    [Fact]
    public void After_disposal_it_hands_out_nothing()
    {
        _timeline.Add(100).Watermark(101);
        _timeline.Process.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _timeline.Add(200).Watermark(201));
    }
}
