using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Events;

/// <summary>
/// Docs/domain.md, "Time and order": eventTime + (arrival − sentAt), when the difference exceeds 60 s, where the broker
/// says when a record arrived.
/// </summary>
public sealed class SkewedClockTests
{
    private const long Start = 1_700_000_000_000;

    [Theory]
    [InlineData(60_000, 0)]
    [InlineData(60_001, 60_001)]
    [InlineData(-60_000, 0)]
    [InlineData(-60_001, -60_001)]
    public void A_clock_more_than_a_minute_off_is_corrected(long skew, long expected) =>
        Assert.Equal(Start + expected, SessionStart(new ShopTime { CorrectsClocks = true }, Start, Start + skew));

    [Fact]
    public void Without_the_clock_of_a_broker_nothing_is_corrected()
    {
        Assert.Equal(Start, SessionStart(new ShopTime(), Start, Start + 100_000));
        Assert.Equal(Start, SessionStart(new ShopTime { CorrectsClocks = true }, Start, InputRecord.NoArrival));
        Assert.Equal(Start, SessionStart(new ShopTime { CorrectsClocks = true }, null, Start + 100_000));
        Assert.Equal(Start, SessionStart(new ShopTime { CorrectsClocks = true }, 7, Start + 100_000));
    }

    [Fact]
    public void A_device_that_lives_in_the_future_is_heard_all_the_same()
    {
        var ahead = Start + 9_000_000;
        using var run = new EngineRun(new ShopPolicy(), new ShopTime { CorrectsClocks = true });
        run.Feed(View(ahead, ahead), Start);
        run.Drain();
        Assert.Equal($"{Start}", run.Output.Sessions.Single().Split('|')[1]);
    }

    private static long SessionStart(ShopTime time, long? sentAt, long arrival)
    {
        using var run = new EngineRun(new ShopPolicy(), time);
        run.Feed(View(Start, sentAt), arrival);
        run.Drain();
        var start = run.Output.Sessions.Single().Split('|')[1];
        return long.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static EventData View(long time, long? sentAt) => new()
    {
        Topic = EventTopic.Clickstream, Type = EventType.PageView, CustomerId = "c", EventId = "e", EventTime = time,
        SentAt = sentAt,
    };
}
