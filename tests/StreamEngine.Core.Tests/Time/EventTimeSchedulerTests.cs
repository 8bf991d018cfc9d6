using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using CsCheck;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Time;

public sealed class EventTimeSchedulerTests
{
    private readonly EventTimeScheduler _scheduler = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Work_runs_once_the_watermark_has_passed_it()
    {
        At(100, "a");
        _scheduler.AdvanceWatermark(100);
        Assert.Empty(_ran);
        _scheduler.AdvanceWatermark(101);
        Assert.Equal(["100 a"], _ran);
    }

    [Fact]
    public void Work_runs_by_due_time_and_of_equal_ones_in_the_order_given()
    {
        At(30, "c");
        At(10, "a");
        At(20, "b1");
        At(20, "b2");
        _scheduler.AdvanceWatermark(1_000);
        Assert.Equal(["10 a", "20 b1", "20 b2", "30 c"], _ran);
    }

    [Fact]
    public void Work_that_sets_work_before_the_watermark_has_it_run_in_the_same_step()
    {
        _scheduler.ScheduleAbsolute(10, () => At(_scheduler.Clock + 5, "next"));
        _scheduler.AdvanceWatermark(16);
        Assert.Equal(["15 next"], _ran);
    }

    [Fact]
    public void Work_due_in_the_past_runs_at_the_next_step()
    {
        _scheduler.AdvanceWatermark(101);
        At(50, "late");
        Assert.Empty(_ran);
        _scheduler.AdvanceWatermark(102);
        Assert.Single(_ran);
    }

    [Fact]
    public void A_watermark_that_goes_back_runs_nothing()
    {
        _scheduler.AdvanceWatermark(101);
        At(60, "a");
        _scheduler.AdvanceWatermark(70);
        Assert.Empty(_ran);
        Assert.Equal(100, _scheduler.Clock);
    }

    [Fact]
    public void Work_that_was_taken_back_does_not_run()
    {
        At(10, "a").Dispose();
        _scheduler.AdvanceWatermark(1_000);
        Assert.Empty(_ran);
    }

    [Fact]
    public void An_error_comes_out_of_the_step_that_ran_into_it()
    {
        _scheduler.ScheduleAbsolute(10, () => throw new InvalidOperationException("broken"));
        Assert.Throws<InvalidOperationException>(() => _scheduler.AdvanceWatermark(11));
    }

    [Fact]
    public void Rx_s_own_operators_follow_event_time()
    {
        Observable.Timer(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(100), _scheduler)
            .Take(3).Subscribe(n => _ran.Add($"{_scheduler.Clock} {n}"), () => _ran.Add("end"));
        _scheduler.AdvanceWatermark(351);
        Assert.Equal(["250 0", "350 1"], _ran);
        _scheduler.AdvanceWatermark(451);
        Assert.Equal(["250 0", "350 1", "450 2", "end"], _ran);
    }

    [Fact]
    public void However_the_watermark_steps_the_same_work_runs_in_the_same_order() =>
        Gen.Select(Gen.Long[0, 100].Array[0, 30], Gen.Long[0, 120].Array[0, 10]).Sample((dues, steps) =>
        {
            var scheduler = new EventTimeScheduler(-1);
            var ran = new List<(long, int)>();
            for (var i = 0; i < dues.Length; i++)
            {
                var number = i;
                scheduler.ScheduleAbsolute(dues[i], () => ran.Add((scheduler.Clock, number)));
            }

            foreach (var watermark in steps) scheduler.AdvanceWatermark(watermark);
            var passed = steps.Length == 0 ? 0 : steps.Max();
            Assert.Equal(
                dues.Select((due, number) => (due, number)).Where(work => work.due < passed)
                    .OrderBy(work => work.due), ran);
        });

    private IDisposable At(long due, string name) => _scheduler.ScheduleAbsolute(
        (name, this), due, static (_, state) =>
        {
            state.Item2._ran.Add($"{state.Item2._scheduler.Clock} {state.name}");
            return Disposable.Empty;
        });
}
