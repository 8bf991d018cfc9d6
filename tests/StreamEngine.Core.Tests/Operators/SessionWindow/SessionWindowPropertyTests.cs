using CsCheck;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.SessionWindow;

public sealed class SessionWindowPropertyTests
{
    private const long Gap = 10, Cap = 30, NoCap = 1_000_000;

    private static readonly Gen<Entry[]> Streams = Support.Streams.Any(words: 5, subjects: 1);

    [Fact]
    public void Timely_notes_make_the_sessions_of_the_whole_input_cap_and_all() =>
        Support.Streams.Displaced(Streams, bound: 7).Sample(entries =>
        {
            using var timeline = new Timeline();
            Sessions.Wire(timeline, Gap, Cap);
            Support.Streams.Play(timeline, entries, bound: 7);
            Assert.Equal(Sessions.Expected(entries, Gap, Cap), timeline.Standing);
            Assert.DoesNotContain(timeline.Said, line => line[0] is '-' or '+');
        });

    [Fact]
    public void However_late_notes_come_what_stands_in_the_end_are_the_sessions_of_the_whole_input() =>
        Streams.SelectMany(entries => Gen.Shuffle(entries)).Sample(entries =>
        {
            using var timeline = new Timeline();
            Sessions.Wire(timeline, Gap, NoCap);
            Support.Streams.Play(timeline, entries, bound: 0);
            Assert.Equal(Sessions.Expected(entries, Gap, NoCap), timeline.Standing);
        });

    [Fact]
    public void It_makes_no_difference_that_old_notes_move_into_the_base() =>
        Support.Streams.Displaced(Streams, bound: 60).Sample(entries =>
        {
            // Retention covers the lateness, and a base is made as soon as there is anything to put into it.
            using var timeline = new Timeline(new KeyedOptions { RetentionMs = 61, RebaseFrom = 1 });
            Sessions.Wire(timeline, Gap, NoCap);
            Support.Streams.Play(timeline, entries, bound: 0);
            Assert.Equal(Sessions.Expected(entries, Gap, NoCap), timeline.Standing);
        });
}
