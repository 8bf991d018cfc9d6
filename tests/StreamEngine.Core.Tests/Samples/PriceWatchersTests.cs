using Samples.PriceWatchers;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Samples;

/// <summary>The sample pipeline of another trade: the operators know nothing of carts.</summary>
public sealed class PriceWatchersTests
{
    private readonly PriceWatchers _pipeline = new();
    private readonly List<string> _said = [];
    private ulong _events;

    public PriceWatchersTests()
    {
        _pipeline.Unmoved.Subscribe(element =>
            _said.Add($"{element.Outcome} {element.Rule ?? "-"} due {element.Due} at {element.At}"));
        _pipeline.Visits.Subscribe(element =>
        {
            var visit = element.Session;
            if (element.IsClosed) _said.Add($"visit {visit.Start}..{visit.End}: {visit.Value}");
        });
    }

    [Fact]
    public void Who_does_not_return_is_told_of_when_the_day_is_over_and_no_event_is_needed_for_it()
    {
        Happen(0, isDrop: true);
        Advance(EventTime.Day);
        Assert.Empty(_said);
        Advance(EventTime.Day + 1);
        Assert.Equal([$"Fired - due {EventTime.Day} at {EventTime.Day}"], _said);
    }

    [Fact]
    public void Who_returns_at_the_last_moment_is_not()
    {
        Happen(0, isDrop: true);
        Happen(EventTime.Day, isDrop: false);
        Advance(EventTime.Max);
        Assert.Equal(
            [
                $"Cancelled returned due {EventTime.Day} at {EventTime.Day}",
                $"visit {EventTime.Day}..{EventTime.Day}: 1",
            ],
            _said);
    }

    [Fact]
    public void A_return_that_comes_late_takes_the_word_back()
    {
        Happen(0, isDrop: true);
        Advance(2 * EventTime.Day);
        Happen(EventTime.Hour, isDrop: false);
        Assert.Contains($"Retracted returned due {EventTime.Day} at {EventTime.Hour}", _said);
    }

    private void Happen(long time, bool isDrop)
    {
        var next = _pipeline.Process.Next;
        (next.Time, next.Rank, next.Identity, next.IsDrop) = (time, 0, ++_events, isDrop);
        _pipeline.Process.Add("watcher-1"u8);
    }

    private void Advance(long watermark) => _pipeline.Process.AdvanceTo(watermark);
}
