using StreamEngine.Oracle.Customers;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

/// <summary>Orders and what refers to them, sometimes before them.</summary>
internal sealed class OrderMaker(SplitMix random, ShopOptions options, int customer)
{
    private readonly List<EventData> _placed = [];
    private int _orders;

    public EventType NextType() => options.Corrections
        ? random.Pick(EventType.Placed, EventType.Placed, EventType.Placed, EventType.Cancelled, EventType.Refunded,
            EventType.Updated, EventType.ReturnRequested)
        : EventType.Placed;

    public void Fill(EventData e, CartMaker carts)
    {
        e.Costs = random.Pick<decimal?>(null, null, 2.5m);
        if (e.Type == EventType.Placed) FillPlaced(e, carts);
        else FillReference(e, carts);
    }

    private void FillPlaced(EventData e, CartMaker carts)
    {
        if (options.Corrections && _placed.Count > 0 && random.Chance(12))
        {
            PlaceAgain(e, carts);
            return;
        }
        e.OrderId = random.Chance(92) ? OrderId(++_orders) : null;
        if (random.Chance(88)) FillLines(e, carts);
        e.Currency = carts.NextCurrency();
        e.Discount = NextDiscount(e);
        if (random.Chance(30)) e.CartId = carts.NextCartId();
        if (random.Chance(25)) e.CheckoutId = carts.CheckoutIdOf(e.CartId);
        e.Test = options.TestOrders && random.Chance(7);
        carts.ForgetCheckouts();
        _placed.Add(e);
    }

    /// <summary>A second `placed`: equal to the first, or with other lines.</summary>
    private void PlaceAgain(EventData e, CartMaker carts)
    {
        var first = random.Pick<EventData>(_placed);
        e.OrderId = first.OrderId ?? first.EventId;
        e.Currency = first.Currency;
        e.Discount = first.Discount;
        e.Costs = null;
        e.Test = first.Test;
        if (!options.OrderFree && random.Chance(50)) e.Lines.AddRange(first.Lines);
        else e.Lines.Add(new EventLine("p9", null, 1 + random.Below(3), 1 + _placed.Count));
        if (e.Discount > Facts.Gross(e.Lines)) e.Discount = null;
    }

    private void FillReference(EventData e, CartMaker carts)
    {
        // One that is not placed yet, or never will be, is among them.
        e.OrderId = OrderId(1 + random.Below(_orders + 2));
        if (e.Type == EventType.Refunded)
        {
            if (random.Chance(15)) e.OrderId = null;
            e.RefundId = "r" + e.EventId;
            e.RefundAmount = random.Pick<decimal?>(null, null, 1m, 7.25m, 500m);
            if (random.Chance(40)) FillRefundLines(e, carts);
        }
        if (e.Type != EventType.Updated) return;
        if (random.Chance(60)) FillLines(e, carts);
        if (random.Chance(30)) e.Discount = NextDiscount(e);
        if (random.Chance(20)) e.Currency = carts.NextCurrency();
    }

    /// <summary>
    /// What a product costs that stands twice in an order, or not at all, is left open by the domain.
    /// </summary>
    private void FillLines(EventData e, CartMaker carts)
    {
        carts.FillLines(e, 1 + random.Below(2));
        if (options.Ambiguous) return;
        var distinct = e.Lines.DistinctBy(l => (l.ProductId, l.Variant)).ToList();
        e.Lines.Clear();
        e.Lines.AddRange(distinct);
    }

    private void FillRefundLines(EventData e, CartMaker carts)
    {
        var order = _placed.Find(p => p.OrderId == e.OrderId);
        if (options.Ambiguous || e.OrderId is null) carts.FillLines(e, 1);
        else if (order is { Lines.Count: > 0 }) e.Lines.Add(order.Lines[0] with { Quantity = 1 });
    }

    private decimal? NextDiscount(EventData e)
    {
        var discount = random.Pick<decimal?>(null, null, null, 0m, 3m, 100m);
        return options.Ambiguous || discount <= Facts.Gross(e.Lines) ? discount : null;
    }

    private string OrderId(int number) => $"o{customer}-{number}";
}
