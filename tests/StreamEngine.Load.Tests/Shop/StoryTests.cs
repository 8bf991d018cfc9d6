using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Tests.Shop;

/// <summary>The events tell stories that hang together.</summary>
public sealed class StoryTests
{
    private static readonly ShopOptions Plain = new()
    {
        Events = 300_000, Customers = 30_000, Days = 30, DisorderSeconds = 0, Late = 0, Duplicates = 0, Broken = 0,
    };

    [Fact]
    public void An_order_of_a_cart_states_the_products_that_its_events_left_in_it()
    {
        var carts = new Dictionary<string, CartContent>();
        var compared = 0;
        foreach (var data in new ShopGenerator(Plain).Events())
        {
            if (data.Type == EventType.Placed && data.CartId is { } ordered
                && carts.TryGetValue(ordered, out var left))
            {
                Assert.Equal(left.Products.Order(), data.Lines.Select(line => line.ProductId).Distinct().Order());
                compared++;
            }
            else if (data.Topic == EventTopic.Carts && data.CartId is { } id)
            {
                CartContent.Fold(data, id, carts);
            }
        }
        Assert.True(compared > 300);
    }

    [Fact]
    public void What_follows_an_order_names_one_that_was_placed_before_by_the_same_customer()
    {
        var placed = new Dictionary<string, string>();
        var followed = new Dictionary<EventType, int>();
        foreach (var data in new ShopGenerator(Plain).Events().Where(data => data.Topic == EventTopic.Orders))
        {
            if (data.Type == EventType.Placed)
            {
                placed.Add(data.OrderId!, Requirements.Key(data));
                continue;
            }
            Assert.Equal(placed[data.OrderId!], Requirements.Key(data));
            followed[data.Type] = followed.GetValueOrDefault(data.Type) + 1;
        }
        EventType[] expected =
        [
            EventType.Cancelled, EventType.Refunded, EventType.ReturnRequested, EventType.ReturnReceived,
            EventType.Updated,
        ];
        foreach (var type in expected)
            Assert.True(followed.GetValueOrDefault(type) > 5, $"{type} is missing");
    }

    [Fact]
    public void Some_carts_are_ordered_and_most_are_abandoned()
    {
        var carts = new HashSet<string>();
        var ordered = new HashSet<string>();
        foreach (var data in new ShopGenerator(Plain).Events())
        {
            if (data.CartId is not { } cart) continue;
            if (data.Type == EventType.Add) carts.Add(cart);
            if (data.Type == EventType.Placed) ordered.Add(cart);
        }
        Assert.InRange(1 - ordered.Count / (double)carts.Count, 0.55, 0.85);
    }

    [Fact]
    public void Clicks_of_people_are_seconds_apart()
    {
        var last = new Dictionary<string, long>();
        var gaps = new List<long>();
        foreach (var data in new ShopGenerator(Plain).Events())
        {
            if (data.Topic != EventTopic.Clickstream || data.SessionId is not { } session) continue;
            if (last.TryGetValue(session, out var before)) gaps.Add(data.EventTime - before);
            last[session] = data.EventTime;
        }
        gaps.Sort();
        Assert.InRange(gaps[gaps.Count / 2], 5_000, 30_000);
        Assert.True(gaps[^1] > 30 * 60_000, "some leave the page open for longer than a session lasts");
    }
}
