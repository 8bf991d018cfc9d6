namespace StreamEngine.Oracle.Kpis;

internal enum Grain
{
    Minute,
    Hour,
    Day,
    Month,
    All,
}

/// <summary>Which time, beyond the allowed lateness, can still change a figure (domain 6, status).</summary>
internal enum Pending
{
    Nothing,
    CartHorizon,
    RecoveryWindow,
}

/// <summary>A row of the table of domain 6. Without a denominator it is a count or a sum.</summary>
internal sealed record KpiDefinition(string Name, Grain Finest, Item Numerator, Item? Denominator = null)
{
    public Pending Pending { get; init; }

    /// <summary>Whether what is not linked to an order has a line of its own.</summary>
    public bool ShowsUnlinked { get; init; }

    /// <summary>Whether cancellations and returns change it in the order view.</summary>
    public bool PerView { get; init; }

    /// <summary>Made of figures that differ by view, but the same in both: those of the event view.</summary>
    public bool OfEventView { get; init; }

    public static readonly IReadOnlyList<KpiDefinition> All =
    [
        new("sessions", Grain.Minute, Item.Sessions),
        new("conversion_rate", Grain.Minute, Item.ConvertedSessions, Item.Sessions),
        new("user_conversion_rate", Grain.Day, Item.ConvertedUsers, Item.Users),
        new("carts", Grain.Minute, Item.Carts) { Pending = Pending.CartHorizon },
        new("cart_abandonment_rate", Grain.Minute, Item.AbandonedCarts, Item.Carts)
            { Pending = Pending.CartHorizon },
        new("checkout_abandonment_rate", Grain.Minute, Item.AbandonedCheckouts, Item.Checkouts)
            { Pending = Pending.CartHorizon },
        new("recovery_rate", Grain.Minute, Item.RecoveredTriggers, Item.FiredTriggers)
            { Pending = Pending.RecoveryWindow },
        new("orders", Grain.Minute, Item.Orders) { PerView = true },
        new("cancelled_orders", Grain.Minute, Item.CancelledOrders) { PerView = true, ShowsUnlinked = true },
        new("cancellation_rate", Grain.Day, Item.CancelledOrders, Item.PlacedOrders) { PerView = true },
        new("gross_sales", Grain.Minute, Item.GrossSales),
        new("refunds", Grain.Minute, Item.Refunds) { PerView = true, ShowsUnlinked = true },
        new("net_sales", Grain.Minute, Item.NetSales) { PerView = true },
        new("average_order_value", Grain.Minute, Item.AverageOrderMoney, Item.AverageOrderCount) { PerView = true },
        new("return_rate", Grain.Day, Item.Refunds, Item.GrossSales) { PerView = true },
        new("new_customers", Grain.Day, Item.NewCustomers),
        new("repeat_customers", Grain.Day, Item.RepeatCustomers),
        new("repeat_rate", Grain.Day, Item.RepeatCustomers, Item.OrderingCustomers),
        new("repeat_revenue_share", Grain.Day, Item.RepeatGrossSales, Item.GrossSales),
        new("customer_acquisition_cost", Grain.Month, Item.Spend, Item.NewCustomers),
        new("customer_lifetime_value", Grain.All, Item.LifetimeMoney, Item.LifetimeCustomers),
        new("net_profit_margin", Grain.Month, Item.Margin, Item.NetSales) { OfEventView = true },
    ];

    public static KpiDefinition Named(string name) => All.Single(kpi => kpi.Name == name);
}
