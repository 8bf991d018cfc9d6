using System.Text;
using CsCheck;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Tests.Support;
using StreamEngine.Core.Time;
using StreamEngine.Core.Timers;

namespace StreamEngine.Core.Tests.Timers;

public sealed class TimerIndexTests
{
    /// <summary>Times over eleven days, five a day, so that many meet.</summary>
    private static readonly Gen<long> Dues = Gen.Long[-5, 50].Select(fifth => fifth * EventTime.Day / 5);

    [Fact]
    public void An_empty_index_has_nothing_due()
    {
        var index = new TimerIndex<NoteState>();
        Assert.Equal(EventTime.Max, index.NextDue);
    }

    [Fact]
    public void A_timer_that_never_fires_is_not_kept()
    {
        var index = new TimerIndex<NoteState>();
        index.Ensure(State("a"), EventTime.Max);
        Assert.Equal(EventTime.Max, index.NextDue);
    }

    [Fact]
    public void Equal_due_times_come_by_the_bytes_of_their_keys()
    {
        var index = new TimerIndex<NoteState>();
        foreach (var name in (string[])["b", "é", "B", "ba", "a"]) index.Ensure(State(name), 7);
        Assert.Equal(["B", "a", "b", "ba", "é"], Enumerable.Range(0, 5).Select(_ => index.Take(out var _)!.Name));
    }

    [Fact]
    public void An_earlier_time_replaces_a_later_one_and_the_later_one_comes_up_as_nothing()
    {
        var index = new TimerIndex<NoteState>();
        var state = State("a");
        index.Ensure(state, 50);
        index.Ensure(state, 20);
        index.Ensure(state, 30);
        Assert.Same(state, index.Take(out var due));
        Assert.Equal(20, due);
        Assert.Null(index.Take(out _));
        Assert.Equal(EventTime.Max, index.NextDue);
    }

    [Fact]
    public void Every_key_comes_up_at_its_earliest_time_in_order() =>
        Gen.Select(Gen.Int[0, 20], Dues).Array[0, 200].Sample(steps =>
        {
            var index = new TimerIndex<NoteState>();
            var states = Enumerable.Range(0, 21).Select(i => State($"k{i}")).ToList();
            foreach (var (key, due) in steps) index.Ensure(states[key], due);
            var expected = steps.GroupBy(step => step.Item1)
                .Select(group => (Due: group.Min(step => step.Item2), states[group.Key].Name))
                .OrderBy(entry => entry.Due).ThenBy(entry => entry.Name, StringComparer.Ordinal);
            var actual = new List<(long, string)>();
            while (index.NextDue != EventTime.Max)
                if (index.Take(out var due) is { } state) actual.Add((due, state.Name));
            Assert.Equal(expected, actual);
        });

    /// <summary>Whoever was let go: what is left is put in order again, and nothing falls out.</summary>
    [Fact]
    public void Keys_that_stay_come_up_in_order_after_others_were_let_go() =>
        Gen.Select(Dues.Array[0, 60], Gen.Bool.Array[60]).Sample((dues, stays) =>
        {
            var index = new TimerIndex<NoteState>();
            var states = dues.Select((due, i) => (Due: due, State: State($"k{i:d2}"), Stays: stays[i])).ToList();
            foreach (var (due, state, _) in states) index.Ensure(state, due);
            foreach (var (_, state, isKept) in states)
                if (!isKept) state.IndexedDue = EventTime.Max;
            index.Prune();
            var expected = states.Where(entry => entry.Stays)
                .OrderBy(entry => entry.Due).ThenBy(entry => entry.State.Name, StringComparer.Ordinal)
                .Select(entry => entry.State.Name);
            var actual = new List<string?>();
            while (index.NextDue != EventTime.Max) actual.Add(index.Take(out _)?.Name);
            Assert.Equal(expected, actual);
        });

    private static NoteState State(string name)
    {
        var key = Encoding.UTF8.GetBytes(name);
        return new NoteState(Hash128.Of(key), key);
    }
}
