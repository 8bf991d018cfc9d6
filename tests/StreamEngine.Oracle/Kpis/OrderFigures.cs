using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Customers;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Kpis;

/// <summary>
/// Domain 6: what one order, with all that refers to it, books. The list holds the events that name one orderId, in
/// event-time order; or a single refund that names none.
/// </summary>
internal sealed class OrderFigures
{
    private static readonly long KeptFor = (long)TimeSpan.FromDays(400).TotalMilliseconds;

    private readonly string _key;
    private readonly string _policyCurrency;
    private readonly bool _isFirstOfCustomer;
    private readonly List<Booking> _bookings = [];

    /// <summary>Where the order came from; of what no order is known for, where that came from.</summary>
    private Origin _origin = new("other", "unstated", "unstated");

    private OrderFigures(string key, string policyCurrency, bool isFirstOfCustomer)
    {
        _key = key;
        _policyCurrency = policyCurrency;
        _isFirstOfCustomer = isFirstOfCustomer;
    }

    private bool IsCustomer => _key.StartsWith("customer:", StringComparison.Ordinal);

    public static IReadOnlyList<Booking> Book(
        string key, IReadOnlyList<Input> events, bool isFirstOfCustomer, string policyCurrency)
    {
        var figures = new OrderFigures(key, policyCurrency, isFirstOfCustomer);
        figures.Book(events);
        return figures._bookings;
    }

    private void Book(IReadOnlyList<Input> events)
    {
        var placed = events.FirstOrDefault(e => e.Type == EventType.Placed);
        // A test order counts in no figure, nor does what refers to it.
        if (placed is { Data.Test: true }) return;
        var linked = events.Where(e => placed is not null && e.Time - placed.Time <= KeptFor).ToList();
        if (placed is not null)
        {
            _origin = Origin.Of(placed);
            BookPlaced(placed, linked);
        }
        // Cancelled twice counts once.
        var cancelled = events.FirstOrDefault(e => e.Type == EventType.Cancelled);
        foreach (var e in events.Except(linked).Where(e => !e.Data.Test))
        {
            _origin = Origin.Of(e);
            var reason = ReasonOf(e, events.Except(linked));
            if (e == cancelled) BookUnlinked(Item.CancelledOrders, e, 1, null, reason);
            if (e.Type == EventType.Refunded) BookUnlinkedRefund(e, reason);
        }
    }

    /// <summary>Its lines at their own prices, else 0 (domain 11); on its own day in both views.</summary>
    private void BookUnlinkedRefund(Input e, string reason)
    {
        var amount = e.Data.RefundAmount ?? Facts.Gross(e.Data.Lines);
        var currency = e.Data.Currency ?? _policyCurrency;
        BookUnlinked(Item.Refunds, e, amount, currency, reason);
        BookNet(View.Event, e.Time, -amount, currency);
        BookNet(View.Order, e.Time, -amount, currency);
    }

    private void BookUnlinked(Item item, Input e, decimal amount, string? currency, string reason)
    {
        foreach (var booking in Booking.InBothViews(item, e.Time, amount, currency))
            _bookings.AddRange(booking.AndBy([.. _origin.Values, ("linked", "false"), ("reason", reason)]));
    }

    /// <summary>Its own reason; a refund without one has that of the latest return before it.</summary>
    private static string ReasonOf(Input e, IEnumerable<Input> events)
    {
        var stated = string.IsNullOrEmpty(e.Data.Reason) ? null : e.Data.Reason;
        if (stated is null && e.Type == EventType.Refunded)
            stated = events.TakeWhile(b => b != e)
                .Where(b => b.Type is EventType.ReturnRequested or EventType.ReturnReceived)
                .LastOrDefault(b => !string.IsNullOrEmpty(b.Data.Reason))?.Data.Reason;
        return Origin.Value(stated);
    }

    private void BookPlaced(Input placed, IReadOnlyList<Input> linked)
    {
        var order = FinalOrder.Of(placed, linked, _policyCurrency);
        var cancelled = linked.Any(e => e.Type == EventType.Cancelled);
        BookBoth(Item.PlacedOrders, placed.Time, 1, null);
        BookBoth(Item.GrossSales, placed.Time, order.Gross, order.Currency);
        BookOrder(View.Event, placed.Time, 1, order.Currency);
        BookOrder(View.Order, placed.Time, cancelled ? 0 : 1, order.Currency);
        BookNet(View.Event, placed.Time, order.Value, order.Currency);
        BookNet(View.Order, placed.Time, order.Value, order.Currency);
        BookBoth(Item.Margin, placed.Time, -order.Costs, order.Currency);
        Add(new(Item.AverageOrderMoney, View.Event, placed.Time, order.Value, order.Currency));
        if (IsCustomer) BookCustomer(placed, order);
        var repeated = IsCustomer && !_isFirstOfCustomer;
        BookBoth(Item.RepeatGrossSales, placed.Time, repeated ? order.Gross : 0, order.Currency);
        BookDeductions(placed, linked, order);
    }

    private void BookOrder(View view, long at, decimal count, string currency)
    {
        Add(new(Item.Orders, view, at, count));
        Add(new(Item.AverageOrderCount, view, at, count, currency));
    }

    private void BookCustomer(Input placed, FinalOrder order)
    {
        if (_isFirstOfCustomer) BookBoth(Item.NewCustomers, placed.Time, 1, null);
        else BookBoth(Item.RepeatCustomers, placed.Time, 1, null, _key);
        BookBoth(Item.OrderingCustomers, placed.Time, 1, null, _key);
        BookBoth(Item.LifetimeCustomers, placed.Time, 1, order.Currency, _key);
    }

    /// <summary>At most gross − discount is deducted from net, capped in event-time order; refunds count all.</summary>
    private void BookDeductions(Input placed, IReadOnlyList<Input> linked, FinalOrder order)
    {
        var deductible = order.Value;
        var refunded = 0m;
        var isCancelled = false;
        foreach (var e in linked)
        {
            var deducted = 0m;
            if (e.Type == EventType.Refunded)
            {
                var amount = order.RefundOf(e, refunded);
                refunded += amount;
                deducted = Math.Min(Math.Max(0, deductible), amount);
                AddForReason(new(Item.Refunds, View.Event, e.Time, amount, order.Currency), ReasonOf(e, linked));
                AddForReason(new(Item.Refunds, View.Order, placed.Time, amount, order.Currency), ReasonOf(e, linked));
            }
            else if (e.Type == EventType.Cancelled && !isCancelled)
            {
                isCancelled = true;
                // What is left of it, so that a cancelled order comes to 0 net, also one of negative value.
                deducted = deductible;
                AddForReason(new(Item.CancelledOrders, View.Event, e.Time, 1), ReasonOf(e, linked));
                AddForReason(new(Item.CancelledOrders, View.Order, placed.Time, 1), ReasonOf(e, linked));
            }
            else
            {
                continue;
            }
            deductible -= deducted;
            BookNet(View.Event, e.Time, -deducted, order.Currency);
            BookNet(View.Order, placed.Time, -deducted, order.Currency);
        }
    }

    /// <summary>Net sales, and the figures made of them.</summary>
    private void BookNet(View view, long at, decimal amount, string currency)
    {
        Add(new(Item.NetSales, view, at, amount, currency));
        Add(new(Item.Margin, view, at, amount, currency));
        if (view == View.Order) Add(new(Item.AverageOrderMoney, view, at, amount, currency));
        if (IsCustomer) Add(new(Item.LifetimeMoney, view, at, amount, currency));
    }

    private void BookBoth(Item item, long at, decimal amount, string? currency, string? who = null) =>
        _bookings.AddRange(
            Booking.InBothViews(item, at, amount, currency, who).SelectMany(b => b.AndBy(_origin.Values)));

    private void Add(Booking booking) => _bookings.AddRange(booking.AndBy(_origin.Values));

    private void AddForReason(Booking booking, string reason) =>
        _bookings.AddRange(booking.AndBy([.. _origin.Values, ("reason", reason)]));
}
