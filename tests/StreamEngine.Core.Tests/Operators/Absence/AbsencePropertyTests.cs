using CsCheck;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.Absence;

public sealed class AbsencePropertyTests
{
    private static readonly long[] Steps = [10, 25];

    private static readonly Gen<Entry[]> Streams = Support.Streams.Any(words: 3, subjects: 2);

    [Fact]
    public void Timely_signals_give_the_decisions_of_the_whole_input() =>
        Support.Streams.Displaced(Streams, bound: 7).Sample(entries =>
        {
            using var timeline = new Timeline();
            _ = new Absences(timeline, judge: null, Steps);
            Support.Streams.Play(timeline, entries, bound: 7);
            Assert.Equal(
                Expected(entries).Select(line => line.Line).Order(StringComparer.Ordinal),
                timeline.Said.Select(Decision).Order(StringComparer.Ordinal));
        });

    [Fact]
    public void However_late_signals_come_what_stands_fired_is_what_the_whole_input_fires() =>
        Streams.SelectMany(entries => Gen.Shuffle(entries)).Sample(entries =>
        {
            using var timeline = new Timeline();
            _ = new Absences(timeline, judge: null, Steps);
            Support.Streams.Play(timeline, entries, bound: 0);
            Assert.Equal(FiredIn(Expected(entries)), StandFired(timeline));
        });

    [Fact]
    public void It_makes_no_difference_that_old_signals_move_into_the_base() =>
        Support.Streams.Displaced(Streams, bound: 60).Sample(entries =>
        {
            using var timeline = new Timeline(new KeyedOptions { RetentionMs = 120, RebaseFrom = 1 });
            _ = new Absences(timeline, judge: null, Steps);
            Support.Streams.Play(timeline, entries, bound: 0);
            Assert.Equal(FiredIn(Expected(entries)), StandFired(timeline));
        });

    [Fact]
    public void Nothing_is_said_twice_of_one_step_but_by_a_higher_revision() =>
        Streams.SelectMany(entries => Gen.Shuffle(entries)).Sample(entries =>
        {
            using var timeline = new Timeline();
            _ = new Absences(timeline, judge: null, Steps);
            Support.Streams.Play(timeline, entries, bound: 0);
            foreach (var state in timeline.Process.States)
            {
                var decisions = state.Decisions?.Decisions ?? [];
                Assert.Distinct(decisions.Select(d => (d.Kind, d.Step, d.SubjectKey, d.ActivityAt, d.Ordinal)));
            }

            Assert.DoesNotContain(timeline.Said, line => line.EndsWith("revision 3", StringComparison.Ordinal));
        });

    private static List<string> StandFired(Timeline timeline) => [.. timeline.Process.States
        .SelectMany(state => (state.Decisions?.Decisions ?? [])
            .Where(d => d.Outcome == Core.Operators.Absence.AbsenceOutcome.Fired && !d.IsRetracted)
            .Select(d =>
                FormattableString.Invariant($"{d.At} {d.SubjectKey}@{d.ActivityAt}/{d.Step + 1} of {state.Name}")))
        .Order(StringComparer.Ordinal)];

    private static List<string> FiredIn(IEnumerable<(string Line, string? Fired)> expected) =>
        [.. expected.Select(line => line.Fired).OfType<string>().Order(StringComparer.Ordinal)];

    private static string Decision(string said) => said[..said.IndexOf(", revision", StringComparison.Ordinal)];

    /// <summary>
    /// For each arming in the order of the whole input: the next signal about its subject says until when it stood;
    /// each step due before it fires, a disarm cancels the others, anything else drops them without a word.
    /// </summary>
    private static List<(string Line, string? Fired)> Expected(IEnumerable<Entry> entries)
    {
        var decisions = new List<(string, string?)>();
        foreach (var story in Support.Streams.InOrder(entries).GroupBy(entry => (entry.Key, entry.Subject)))
        {
            var signals = story.ToList();
            for (var i = 0; i < signals.Count; i++)
            {
                if (signals[i].Word != Does.Arm) continue;
                Entry? next = i + 1 < signals.Count ? signals[i + 1] : null;
                for (var step = 0; step < Steps.Length; step++)
                {
                    var due = signals[i].Time + Steps[step];
                    var suffix = step == 0 ? "" : $"/{step + 1}";
                    var what = FormattableString.Invariant($"{story.Key.Subject}@{signals[i].Time}{suffix}");
                    if (next is null || next.Value.Time > due)
                        decisions.Add((FormattableString.Invariant($"{due} {what} fired"), FormattableString.Invariant(
                            $"{due} {story.Key.Subject}@{signals[i].Time}/{step + 1} of {story.Key.Key}")));
                    else if (next.Value.Word == Does.Disarm)
                        decisions.Add(
                            (FormattableString.Invariant($"{next.Value.Time} {what} cancelled by done"), null));
                }
            }
        }

        return decisions;
    }
}
