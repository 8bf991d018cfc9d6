namespace StreamEngine.Commerce.Kpis;

/// <summary>What is counted or summed; KPIs are made of figures. Stored in state: never renumber.</summary>
public enum Figure : byte
{
    Sessions = 1,
    ConvertedSessions = 2,
    Visitors = 3,
    ConvertedVisitors = 4,
    Carts = 5,
    AbandonedCarts = 6,
    Checkouts = 7,
    AbandonedCheckouts = 8,
    Triggers = 9,
    RecoveredTriggers = 10,

    /// <summary>Orders placed, whatever became of them.</summary>
    PlacedOrders = 11,

    /// <summary>
    /// Event view: orders placed. Order view: those not cancelled. Once without and once with a currency.
    /// </summary>
    Orders = 12,
    CancelledOrders = 13,
    Gross = 14,
    Discounts = 15,
    Refunds = 16,
    Net = 17,
    RepeatGross = 18,
    Costs = 19,
    NewCustomers = 20,
    RepeatCustomers = 21,
    OrderingCustomers = 22,
    CustomerNet = 23,
    Spend = 24,
}

/// <summary>Window sizes, the finest first.</summary>
public enum Grain : byte { Minute, Hour, Day, Month, All }

/// <summary>
/// When corrections are booked: on their own day, or on the day of their order; Both where it is the same.
/// </summary>
public enum View : byte { Both, Event, Order }

/// <summary>What is known of figures as such.</summary>
public static class Figures
{
    /// <summary>
    /// True where customers are counted once a window, so that windows do not add up to coarser ones.
    /// </summary>
    public static bool IsDistinct(this Figure figure) => figure is Figure.Visitors or Figure.ConvertedVisitors
        or Figure.NewCustomers or Figure.RepeatCustomers or Figure.OrderingCustomers;
}

/// <summary>A figure, its finest window, its view, and what it is broken down by.</summary>
/// <param name="Figure">What is summed.</param>
/// <param name="Grain">The window that it is booked in; coarser ones are rolled up, unless it is distinct.</param>
/// <param name="View">The view; Both counts in either.</param>
/// <param name="Currency">Of money; null for counts.</param>
/// <param name="Dimension">What it is broken down by; None for the whole.</param>
/// <param name="Value">The value of that; null for the whole.</param>
public readonly record struct FigureKey(
    Figure Figure, Grain Grain, View View, string? Currency, Dimension Dimension = Dimension.None, string? Value = null)
    : IComparable<FigureKey>
{
    /// <summary>
    /// Every session and order books a dozen keys: the hash looks at three letters of a text, not at all of it.
    /// </summary>
    public override int GetHashCode() =>
        ((int)Figure | ((int)Grain << 8) | ((int)View << 12) | ((int)Dimension << 16))
        ^ (Sample(Currency) * 31) ^ (Sample(Value) * 65_599);

    private static int Sample(string? text) => string.IsNullOrEmpty(text)
        ? 0
        : text.Length + (text[0] << 5) + (text[text.Length / 2] << 10) + (text[^1] << 15);

    /// <inheritdoc/>
    public int CompareTo(FigureKey other)
    {
        if (Figure != other.Figure) return Figure.CompareTo(other.Figure);
        if (Grain != other.Grain) return Grain.CompareTo(other.Grain);
        if (View != other.View) return View.CompareTo(other.View);
        var currency = string.CompareOrdinal(Currency, other.Currency);
        if (currency != 0) return currency;
        return Dimension != other.Dimension
            ? Dimension.CompareTo(other.Dimension)
            : string.CompareOrdinal(Value, other.Value);
    }
}
