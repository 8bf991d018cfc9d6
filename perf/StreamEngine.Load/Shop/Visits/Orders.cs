using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>The order and what becomes of it: changed, cancelled, sent back, refunded.</summary>
internal static class Orders
{
    private const decimal FreeShippingFrom = 50;

    private static readonly string[] ReturnReasons =
        ["too_small", "too_big", "not_as_described", "defective", "changed_mind"];

    public static void Place(World world, Visit visit, EventData data)
    {
        visit.OrderId = world.NewId('n');
        visit.Test = world.Random.Chance(20);
        Begin(world, visit, data, EventType.Placed);
        data.CartId = visit.CartId;
        data.CheckoutId = visit.CheckoutId;
        State(world, visit, data);
        visit.Away = true;
        AfterOrder(world, visit);
    }

    /// <summary>What was left in the cart is ordered by telephone or bought in the store.</summary>
    public static void OrderElsewhere(World world, Visit visit, EventData data)
    {
        visit.Channel = world.Random.Chance(7000) ? Channel.Phone : Channel.Pos;
        visit.OrderId = world.NewId('n');
        visit.Lines.RemoveRange(1, visit.Lines.Count - 1);
        Begin(world, visit, data, EventType.Placed);
        State(world, visit, data);
        visit.End();
    }

    public static void Update(World world, Visit visit, EventData data)
    {
        var line = visit.Lines[0];
        visit.Lines[0] = line with { Quantity = Math.Min(line.Quantity + 1, ShopLimits.LineQuantity) };
        Begin(world, visit, data, EventType.Updated);
        State(world, visit, data);
        visit.End();
    }

    public static void Cancel(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Cancelled);
        data.Reason = "changed_mind";
        visit.End();
    }

    public static void RequestReturn(World world, Visit visit, EventData data)
    {
        if (visit.Lines.Count > 1 && world.Random.Chance(6000)) visit.Lines.RemoveRange(1, visit.Lines.Count - 1);
        Begin(world, visit, data, EventType.ReturnRequested);
        world.AllLines(visit, data);
        data.Reason = world.Random.Pick(ReturnReasons);
        visit.Then(Phase.ReceiveReturn, world.Days(1, 4));
    }

    public static void ReceiveReturn(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.ReturnReceived);
        world.AllLines(visit, data);
        visit.Then(Phase.Refund, world.Hours(2, 30));
    }

    public static void Refund(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Refunded);
        data.RefundId = world.NewId('r');
        world.AllLines(visit, data);
        if (world.Random.Chance(7000)) data.RefundAmount = Gross(visit);
        visit.End();
    }

    private static void AfterOrder(World world, Visit visit)
    {
        switch (world.Random.Below(1000))
        {
            case < 10:
                visit.Then(Phase.Update, world.Random.Between(ShopLimits.MinuteMs, 10 * ShopLimits.MinuteMs));
                break;
            case < 50:
                visit.Then(Phase.Cancel, world.Random.Between(5 * ShopLimits.MinuteMs, 20 * ShopLimits.HourMs));
                break;
            case < 170:
                visit.Then(Phase.RequestReturn, world.Days(3, 14));
                break;
            case < 180:
                visit.Then(Phase.Refund, world.Days(1, 5));
                break;
            case < 240:
                visit.Then(Phase.Rate, world.Days(2, 6));
                break;
            default:
                visit.End();
                break;
        }
    }

    private static void Begin(World world, Visit visit, EventData data, EventType type)
    {
        world.Envelope(visit, data, EventTopic.Orders, type);
        World.Place(visit, data);
        data.OrderId = visit.OrderId;
        data.Test = visit.Test;
    }

    /// <summary>Fills the money: a tenth off with a coupon, postage on small orders, tax, costs.</summary>
    private static void State(World world, Visit visit, EventData data)
    {
        var market = visit.Person.Market;
        world.AllLines(visit, data);
        var gross = Gross(visit);
        if (visit.Code is not null) data.Discount = market.Round(gross / 10);
        data.Tax = market.Round(gross * market.TaxPercent / (100 + market.TaxPercent));
        data.Shipping = gross * 100 < FreeShippingFrom * market.PricePercent ? market.Price(495) : 0;
        data.Costs = market.Round(gross * world.Random.Between(50, 75) / 100);
    }

    private static decimal Gross(Visit visit)
    {
        decimal sum = 0;
        foreach (var line in visit.Lines) sum += line.Quantity * (line.Price ?? 0);
        return sum;
    }
}
