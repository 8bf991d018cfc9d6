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

    [Fact]
    public void Work_of_the_scheduler_runs_once_the_watermark_has_passed_it()
    {
        var scheduler = new EventTimeScheduler();
        var ran = 0;
        scheduler.ScheduleAbsolute<object?>(
            null, 100, (_, _) => { ran++; return System.Reactive.Disposables.Disposable.Empty; });
        scheduler.AdvanceWatermark(100);
        Assert.Equal(0, ran);
        scheduler.AdvanceWatermark(101);
        Assert.Equal(1, ran);
    }
}
