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

    /// <summary>Names of the breakdowns that it has lines of.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Whether cancellations and returns change it in the order view.</summary>
    public bool PerView { get; init; }

    /// <summary>Made of figures that differ by view, but the same in both: those of the event view.</summary>
    public bool OfEventView { get; init; }

    private static readonly string[] Origin = ["channel", "country", "campaign"];

    public static readonly IReadOnlyList<KpiDefinition> All =
    [
        new("sessions", Grain.Minute, Item.Sessions) { By = Origin },
        new("conversion_rate", Grain.Minute, Item.ConvertedSessions, Item.Sessions) { By = Origin },
        new("user_conversion_rate", Grain.Day, Item.ConvertedUsers, Item.Users),
        new("carts", Grain.Minute, Item.Carts) { Pending = Pending.CartHorizon },
        new("cart_abandonment_rate", Grain.Minute, Item.AbandonedCarts, Item.Carts)
            { Pending = Pending.CartHorizon },
        new("checkout_abandonment_rate", Grain.Minute, Item.AbandonedCheckouts, Item.Checkouts)
            { Pending = Pending.CartHorizon, By = ["reason", "step"] },
        new("recovery_rate", Grain.Minute, Item.RecoveredTriggers, Item.FiredTriggers)
            { Pending = Pending.RecoveryWindow },
        new("orders", Grain.Minute, Item.Orders) { PerView = true, By = Origin },
        new("cancelled_orders", Grain.Minute, Item.CancelledOrders)
            { PerView = true, By = ["linked", .. Origin, "reason"] },
        new("cancellation_rate", Grain.Day, Item.CancelledOrders, Item.PlacedOrders)
            { PerView = true, By = [.. Origin, "reason"] },
        new("gross_sales", Grain.Minute, Item.GrossSales) { By = Origin },
        new("refunds", Grain.Minute, Item.Refunds) { PerView = true, By = ["linked", .. Origin, "reason"] },
        new("net_sales", Grain.Minute, Item.NetSales) { PerView = true, By = Origin },
        new("average_order_value", Grain.Minute, Item.AverageOrderMoney, Item.AverageOrderCount)
            { PerView = true, By = Origin },
        new("return_rate", Grain.Day, Item.Refunds, Item.GrossSales)
            { PerView = true, By = [.. Origin, "reason"] },
        new("new_customers", Grain.Day, Item.NewCustomers) { By = Origin },
        new("repeat_customers", Grain.Day, Item.RepeatCustomers),
        new("repeat_rate", Grain.Day, Item.RepeatCustomers, Item.OrderingCustomers),
        new("repeat_revenue_share", Grain.Day, Item.RepeatGrossSales, Item.GrossSales) { By = Origin },
        new("customer_acquisition_cost", Grain.Month, Item.Spend, Item.NewCustomers) { By = Origin },
        new("customer_lifetime_value", Grain.All, Item.LifetimeMoney, Item.LifetimeCustomers),
        new("net_profit_margin", Grain.Month, Item.Margin, Item.NetSales) { OfEventView = true, By = Origin },
    ];

    public static KpiDefinition Named(string name) => All.Single(kpi => kpi.Name == name);
}
