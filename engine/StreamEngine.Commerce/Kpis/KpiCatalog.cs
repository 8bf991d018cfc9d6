namespace StreamEngine.Commerce.Kpis;

/// <summary>Every KPI, in the order in which they are shown (docs/domain.md, section "KPIs").</summary>
public static class KpiCatalog
{
    private static readonly Dimension[] Origin = [Dimension.Channel, Dimension.Country, Dimension.Campaign];
    private static readonly Dimension[] OriginAndReason = [.. Origin, Dimension.Reason];
    private static readonly Term[] DiscountedGross = [new(Figure.Gross), new(Figure.Discounts, -1)];

    /// <summary>The definitions.</summary>
    public static readonly IReadOnlyList<KpiDefinition> All =
    [
        new() { Name = "sessions", Numerator = [new(Figure.Sessions)], By = Origin },
        new()
        {
            Name = "conversion_rate", Numerator = [new(Figure.ConvertedSessions)], Denominator = [new(Figure.Sessions)],
            By = Origin,
        },
        new()
        {
            Name = "user_conversion_rate", Numerator = [new(Figure.ConvertedVisitors)],
            Denominator = [new(Figure.Visitors)], From = Grain.Day,
        },
        new() { Name = "carts", Numerator = [new(Figure.Carts)] },
        new()
        {
            Name = "cart_abandonment_rate", Numerator = [new(Figure.AbandonedCarts)],
            Denominator = [new(Figure.Carts)],
        },
        new()
        {
            Name = "checkout_abandonment_rate", Numerator = [new(Figure.AbandonedCheckouts)],
            Denominator = [new(Figure.Checkouts)],
            By = [Dimension.Reason, Dimension.Step],
        },
        new()
        {
            Name = "recovery_rate", Numerator = [new(Figure.RecoveredTriggers)], Denominator = [new(Figure.Triggers)],
        },
        new() { Name = "orders", Numerator = [new(Figure.Orders)], PerView = true, By = Origin },
        new()
        {
            Name = "cancelled_orders", Numerator = [new(Figure.CancelledOrders)], PerView = true,
            By = [Dimension.Linked, .. OriginAndReason],
        },
        new()
        {
            Name = "cancellation_rate", Numerator = [new(Figure.CancelledOrders)],
            Denominator = [new(Figure.PlacedOrders)], PerView = true, From = Grain.Day,
            By = OriginAndReason,
        },
        new() { Name = "gross_sales", Numerator = [new(Figure.Gross)], IsMoney = true, By = Origin },
        new()
        {
            Name = "refunds", Numerator = [new(Figure.Refunds)], PerView = true, IsMoney = true,
            By = [Dimension.Linked, .. OriginAndReason],
        },
        new() { Name = "net_sales", Numerator = [new(Figure.Net)], PerView = true, IsMoney = true, By = Origin },
        new()
        {
            Name = "average_order_value", Numerator = [new(Figure.Net)], EventNumerator = DiscountedGross,
            Denominator = [new(Figure.Orders)], PerView = true, IsMoney = true,
            By = Origin,
        },
        new()
        {
            Name = "return_rate", Numerator = [new(Figure.Refunds)], Denominator = [new(Figure.Gross)], PerView = true,
            IsMoney = true, From = Grain.Day,
            By = OriginAndReason,
        },
        new() { Name = "new_customers", Numerator = [new(Figure.NewCustomers)], From = Grain.Day, By = Origin },
        new() { Name = "repeat_customers", Numerator = [new(Figure.RepeatCustomers)], From = Grain.Day },
        new()
        {
            Name = "repeat_rate", Numerator = [new(Figure.RepeatCustomers)],
            Denominator = [new(Figure.OrderingCustomers)], From = Grain.Day,
        },
        new()
        {
            Name = "repeat_revenue_share", Numerator = [new(Figure.RepeatGross)], Denominator = [new(Figure.Gross)],
            IsMoney = true, From = Grain.Day,
            By = Origin,
        },
        new()
        {
            Name = "customer_acquisition_cost", Numerator = [new(Figure.Spend)],
            Denominator = [new(Figure.NewCustomers, OfCurrency: false)], From = Grain.Month, IsMoney = true,
            By = Origin,
        },
        new()
        {
            Name = "customer_lifetime_value", Numerator = [new(Figure.CustomerNet)],
            Denominator = [new(Figure.OrderingCustomers)], From = Grain.All, IsMoney = true,
        },
        new()
        {
            Name = "net_profit_margin",
            Numerator = [new(Figure.Net, View: View.Event), new(Figure.Costs, -1)],
            Denominator = [new(Figure.Net, View: View.Event)], From = Grain.Month, IsMoney = true,
            By = Origin,
        },
    ];
}
