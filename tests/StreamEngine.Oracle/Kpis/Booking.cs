namespace StreamEngine.Oracle.Kpis;

/// <summary>Domain 6: on the day it happened, or on the day of the order that it concerns.</summary>
internal enum View
{
    Event,
    Order,
}

/// <summary>What is counted or summed; KPIs are quotients of these.</summary>
internal enum Item
{
    Sessions,
    ConvertedSessions,
    Users,
    ConvertedUsers,
    Carts,
    AbandonedCarts,
    Checkouts,
    AbandonedCheckouts,
    FiredTriggers,
    RecoveredTriggers,
    PlacedOrders,
    Orders,
    CancelledOrders,
    GrossSales,
    Refunds,
    NetSales,
    AverageOrderMoney,
    AverageOrderCount,
    NewCustomers,
    RepeatCustomers,
    OrderingCustomers,
    RepeatGrossSales,
    Spend,
    LifetimeMoney,
    LifetimeCustomers,
    Margin,
}

/// <summary>
/// An amount booked at a moment. An amount of 0 keeps the line alive that it was booked on. Who: the item counts
/// distinct customers, those with an amount above 0.
/// </summary>
internal sealed record Booking(
    Item Item, View View, long At, decimal Amount, string? Currency = null, string? Who = null)
{
    /// <summary>Name and value of the breakdown on the copy that makes its line; null on the whole.</summary>
    public (string Name, string Value)? By { get; init; }

    /// <summary>The booking, and its copies for breakdowns.</summary>
    public IEnumerable<Booking> AndBy(IEnumerable<(string Name, string Value)> breakdowns) =>
        [this, .. breakdowns.Select(by => this with { By = by })];

    public static IEnumerable<Booking> InBothViews(
        Item item, long at, decimal amount, string? currency = null, string? who = null) =>
        [new(item, View.Event, at, amount, currency, who), new(item, View.Order, at, amount, currency, who)];
}
