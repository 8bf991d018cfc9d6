using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using StreamEngine.Core.Operators.Deduplicate;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.Deduplicate;

public sealed class DeduplicateTests : IDisposable
{
    private const long Window = 10;

    private readonly Timeline _timeline = new();

    public DeduplicateTests() => Wire(_timeline);

    public void Dispose() => _timeline.Dispose();

    [Fact]
    public void A_negative_window_and_missing_arguments_are_refused()
    {
        var (events, scope) = (_timeline.Process.Events, _timeline.Process.Scope);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => events.Deduplicate(scope, state => ref state.Fold.Seen, note => 0, -1));
        Assert.Throws<ArgumentNullException>(
            () => ((IObservable<Note>)null!).Deduplicate(scope, state => ref state.Fold.Seen, note => 0, 1));
        Assert.Throws<ArgumentNullException>(
            () => events.Deduplicate(scope, state => ref state.Fold.Seen, null!, 1));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        _timeline.Drain();
        Assert.Empty(_timeline.Said);
    }

    [Fact]
    public void The_first_passes_and_what_repeats_it_within_the_window_does_not()
    {
        _timeline.Add(100, word: 1).Add(101, word: 1).Add(102, word: 2).Drain();
        Assert.Equal(["100 k: 1", "102 k: 2"], _timeline.Said);
    }

    [Fact]
    public void The_window_includes_its_last_instant()
    {
        _timeline.Add(100, word: 1).Add(110, word: 1).Drain();
        Assert.Equal(["100 k: 1"], _timeline.Said);
    }

    [Fact]
    public void Just_behind_the_window_it_passes_again()
    {
        _timeline.Add(100, word: 1).Add(111, word: 1).Drain();
        Assert.Equal(["100 k: 1", "111 k: 1"], _timeline.Said);
    }

    [Fact]
    public void A_repetition_does_not_extend_the_window()
    {
        _timeline.Add(100, word: 1).Add(108, word: 1).Add(111, word: 1).Drain();
        Assert.Equal(["100 k: 1", "111 k: 1"], _timeline.Said);
    }

    [Fact]
    public void Keys_do_not_know_of_each_other()
    {
        _timeline.Add(100, word: 1, key: "a").Add(100, word: 1, key: "b").Drain();
        Assert.Equal(["100 a: 1", "100 b: 1"], _timeline.Said);
    }

    [Fact]
    public void A_late_one_that_was_the_first_takes_the_place_of_what_repeated_it()
    {
        _timeline.Add(105, word: 1).Watermark(120);
        Assert.Equal(["105 k: 1"], _timeline.Hear());
        _timeline.Add(100, word: 1);
        Assert.Equal(["-105 k: 1", "+100 k: 1"], _timeline.Hear());
    }

    [Fact]
    public void Errors_and_the_end_of_the_source_are_passed_on()
    {
        using var source = new Subject<Note>();
        var seen = new List<string>();
        using var subscription = source
            .Deduplicate(_timeline.Process.Scope, state => ref state.Fold.Seen, note => 0, 1)
            .Subscribe(_ => seen.Add("next"), error => seen.Add(error.Message), () => seen.Add("end"));
        source.OnError(new InvalidOperationException("broken"));
        Assert.Equal(["broken"], seen);
        Observable.Empty<Note>().Deduplicate(_timeline.Process.Scope, state => ref state.Fold.Seen, note => 0, 1)
            .Subscribe(_ => { }, () => seen.Add("end"));
        Assert.Equal(["broken", "end"], seen);
    }

    [Fact]
    public void After_disposal_nothing_is_heard()
    {
        using var timeline = new Timeline();
        var subscription = Wire(timeline);
        timeline.Add(100, word: 1).Watermark(101);
        subscription.Dispose();
        timeline.Add(200, word: 1).Drain();
        Assert.Equal(["100 k: 1"], timeline.Said);
    }

    [Fact]
    public void A_slot_goes_on_from_what_another_one_remembered()
    {
        _timeline.Add(100, word: 1).Add(104, word: 2).Watermark(105);
        var state = _timeline.Process.Find("k"u8)!;
        var entries = state.Fold.Seen!.Entries.ToList();
        Assert.Equal([(1UL, 100L), (2UL, 104L)], entries);
        state.Fold.Seen = new DeduplicateSlot(entries);
        _timeline.Hear();
        _timeline.Add(110, word: 1).Add(111, word: 1).Add(112, word: 2).Drain();
        Assert.Equal(["111 k: 1"], _timeline.Said);
    }

    [Fact]
    public void Whatever_the_order_it_is_the_first_of_each_window_that_stands() =>
        Streams.Any(words: 3, subjects: 1, span: 60).SelectMany(entries =>
            Gen.Shuffle(entries)).Sample(entries =>
        {
            using var timeline = new Timeline();
            Wire(timeline);
            Streams.Play(timeline, entries, bound: 5);
            Assert.Equal(Expected(entries), timeline.Standing);
        });

    private static IDisposable Wire(Timeline timeline) => timeline.Process.Events
        .Deduplicate(timeline.Process.Scope, state => ref state.Fold.Seen, note => (ulong)note.Word, Window)
        .Subscribe(note => timeline.Say($"{note.Word}"));

    /// <summary>Walks each key's notes in order and looks back through all that passed before.</summary>
    private static IEnumerable<string> Expected(IEnumerable<Entry> entries)
    {
        var passed = new List<Entry>();
        foreach (var entry in Streams.InOrder(entries))
        {
            if (!passed.Exists(p => p.Key == entry.Key && p.Word == entry.Word && entry.Time - p.Time <= Window))
                passed.Add(entry);
        }

        return passed.GroupBy(p => $"{p.Key}: {p.Word}").Select(group => $"{group.Count()}x {group.Key}")
            .Order(StringComparer.Ordinal);
    }
}
