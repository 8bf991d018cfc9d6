using CsCheck;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Keyed;

/// <summary>The ordering guarantee, and that nothing depends on how the input was cut.</summary>
public sealed class KeyedProcessPropertyTests
{
    private static readonly Gen<Entry[]> Notes = Streams.Any(words: 30, subjects: 1);

    [Fact]
    public void Alarms_and_timely_notes_of_all_keys_come_in_one_order() =>
        Streams.Displaced(Notes, bound: 9).Sample(entries => Assert.Equal(Expected(entries), Play(entries, bound: 9)));

    [Fact]
    public void Where_batches_are_cut_makes_no_difference_timely_or_late() =>
        Gen.Select(Streams.Displaced(Notes, bound: 30), Gen.Bool.Array[40], Gen.Long[0, 20]).Sample(
            (entries, cuts, bound) =>
            {
                var whole = Play(entries, bound);
                Assert.Equal(whole, Play(entries, bound, index => cuts[index]));
                Assert.Equal(whole, Play(entries, bound, _ => true));
            });

    [Fact]
    public void However_late_notes_come_what_stands_in_the_end_is_the_whole_input() =>
        Notes.SelectMany(entries => Gen.Shuffle(entries)).Sample(entries =>
        {
            using var timeline = new Timeline();
            _ = new Alarms(timeline);
            Streams.Play(timeline, entries, bound: 0);
            var expected = Expected(entries).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
                .GroupBy(line => line).Select(group => $"{group.Count()}x {group.Key}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, timeline.Standing);
        });

    [Fact]
    public void Every_note_meets_one_fate_and_a_repetition_anywhere_is_a_duplicate() =>
        Gen.Select(Gen.Long[0, 100], Gen.ULong[1, 6]).Array[0, 40].Sample(notes =>
        {
            using var timeline = new Timeline(new KeyedOptions { DeduplicationWindowMs = 1_000, RetentionMs = 5_000 });
            var highest = 0L;
            foreach (var (time, identity) in notes)
            {
                timeline.Watermark(highest).Add(time, identity: identity);
                highest = Math.Max(highest, time);
            }

            timeline.Drain();
            Assert.Equal(notes.Length, timeline.Fates.Count);
            Assert.Equal(
                notes.Select(note => note.Item2).Distinct().Count(),
                timeline.Fates.Count(fate => fate.EndsWith("Accepted", StringComparison.Ordinal)));
        });

    private static List<string> Play(Entry[] entries, long bound, Func<int, bool>? catchUps = null)
    {
        using var timeline = new Timeline();
        _ = new Alarms(timeline);
        Streams.Play(timeline, entries, bound, catchUps);
        return timeline.Said;
    }

    /// <summary>All notes and alarms sorted: by time, notes first, then by rank and arrival or by key.</summary>
    private static List<string> Expected(Entry[] entries)
    {
        var notes = entries.Select((entry, index) => (
            entry.Time, IsAlarm: false, entry.Rank, Place: index, entry.Key,
            Line: FormattableString.Invariant($"{entry.Time} {entry.Key}: {entry.Word}")));
        var alarms = entries.Where(entry => entry.Word > 0).Select(entry => (
            Time: entry.Time + entry.Word, IsAlarm: true, Rank: (byte)0, Place: 0, entry.Key,
            Line: FormattableString.Invariant($"{entry.Time + entry.Word} {entry.Key}: alarm")));
        return [.. notes.Concat(alarms).OrderBy(step => step.Time)
            .ThenBy(step => step.IsAlarm).ThenBy(step => step.Rank)
            .ThenBy(step => step.Place).ThenBy(step => step.Key, StringComparer.Ordinal).Select(step => step.Line)];
    }
}
