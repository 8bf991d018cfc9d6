using CsCheck;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Time;

public sealed class WatermarkMergerTests
{
    [Fact]
    public void The_watermark_is_the_minimum_over_inputs_less_the_bound()
    {
        var merger = new WatermarkMerger(2, 10);
        Assert.Equal(EventTime.Min, merger.Observe(0, 100));
        Assert.Equal(40, merger.Observe(1, 50));
        Assert.Equal(90, merger.Observe(1, 200));
    }

    [Fact]
    public void It_never_goes_back()
    {
        var merger = new WatermarkMerger(1, 0);
        merger.Observe(0, 100);
        Assert.Equal(100, merger.Observe(0, 5));
        Assert.Equal(100, merger.AdvanceTo(50));
    }

    [Fact]
    public void An_idle_input_is_left_out_until_its_next_event()
    {
        var merger = new WatermarkMerger(2, 0);
        merger.Observe(0, 100);
        Assert.Equal(100, merger.MarkIdle(1));
        merger.Observe(1, 30);
        Assert.False(merger.IsIdle(1));
        Assert.Equal(100, merger.Observe(0, 500));
    }

    [Fact]
    public void With_every_input_idle_it_stays()
    {
        var merger = new WatermarkMerger(1, 0);
        merger.Observe(0, 100);
        Assert.Equal(100, merger.MarkIdle(0));
    }

    [Theory]
    [InlineData(0, 0), InlineData(1, -1)]
    public void No_input_and_a_negative_bound_are_refused(int inputs, long bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WatermarkMerger(inputs, bound));

    [Fact]
    public void An_input_that_was_never_heard_holds_time_back_until_it_is_idle()
    {
        var merger = new WatermarkMerger(3, 5);
        merger.Observe(0, 100);
        Assert.Equal(EventTime.Min, merger.Observe(1, 60));
        Assert.Equal(55, merger.MarkIdle(2));
        Assert.Equal(95, merger.MarkIdle(1));
    }

    [Fact]
    public void The_earliest_time_less_the_bound_does_not_wrap_around()
    {
        var merger = new WatermarkMerger(1, 10);
        Assert.Equal(EventTime.Min, merger.Observe(0, EventTime.Min + 1));
    }

    [Fact]
    public void At_every_moment_it_is_the_highest_minimum_so_far() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, 1_000], Gen.Bool).Array[0, 60].Sample(steps =>
        {
            var merger = new WatermarkMerger(3, 7);
            long?[] highest = [null, null, null];
            var idle = new bool[3];
            var expected = EventTime.Min;
            foreach (var (input, time, falls) in steps)
            {
                idle[input] = falls;
                if (!falls) highest[input] = Math.Max(highest[input] ?? time, time);
                var actual = falls ? merger.MarkIdle(input) : merger.Observe(input, time);
                var heard = Enumerable.Range(0, 3).Where(i => !idle[i]).Select(i => highest[i] - 7).ToList();
                if (heard.Count > 0 && heard.TrueForAll(h => h is not null))
                    expected = Math.Max(expected, heard.Min()!.Value);
                Assert.Equal(expected, actual);
                Assert.Equal(expected, merger.Current);
            }
        });
}
