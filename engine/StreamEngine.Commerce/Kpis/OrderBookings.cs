using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Books orders, cancellations and refunds, in both views (docs/domain.md, "KPIs"). What an order means for the figures
/// is a function of all that is known of it; a new statement takes the old meaning back and books the new one.
/// </summary>
internal sealed partial class OrderBookings : HotOperator<Booking<FigureKey>>
{
    private const string Unlinked = "linked=false";

    private readonly KeyedScope<Customer> _scope;
    private readonly ShopPolicy _policy;
    private readonly Calendar _calendar;
    private readonly TextPool _texts;

    public OrderBookings(
        IObservable<ShopEvent> source, KeyedScope<Customer> scope, ShopPolicy policy, Calendar calendar, TextPool texts)
    {
        (_scope, _policy, _calendar, _texts) = (scope, policy, calendar, texts);
        Attach(source, OnEvent);
    }

    private void OnEvent(ShopEvent next)
    {
        // Orders are not folded again: the book knows event times and takes a late statement in where it belongs.
        if (!_scope.IsFirst) return;
        if (next.Spend is { } spend)
            Add(Figure.Spend, View.Both, next.Time,
                _texts.Get(next, next.Currency) ?? _policy.Currency, Money.FromParts(spend));
        if (next.Topic != EventTopic.Orders) return;
        var customer = _scope.State;
        var statement = OrderBook.Read(next, _texts);
        var id = OrderBook.IdOf(next);
        var book = customer.Orders ??= new OrderBook();
        if (id is not null && !IsTooOld(book.Find(id), statement)) Change(customer, book, id, statement);
        else if (next.Type is EventType.Cancelled or EventType.Refunded) BookUnlinked(Alone(statement), 1);
        book.Forget(EventTime.Plus(next.Time, -Limits.OrderRetentionMs));
    }

    /// <summary>Orders are kept for 400 days; what refers to one later is not linked to it.</summary>
    private static bool IsTooOld(Order? order, OrderStatement statement) =>
        order?.Placed is { } placed && statement.Time - placed.Time > Limits.OrderRetentionMs;

    private static Order Alone(OrderStatement statement)
    {
        var order = new Order("");
        order.Add(statement);
        return order;
    }

    private void Change(Customer customer, OrderBook book, string id, OrderStatement statement)
    {
        var firstBefore = book.First;
        var windows = new HashSet<(Grain, long)>();
        TakeBack(customer, book, book.Find(id), firstBefore, windows);
        book.Add(id, statement);
        var changed = book.Find(id)!;
        NoteWindows(changed, windows);
        Book(changed, book, 1);
        if (firstBefore is not null && !ReferenceEquals(firstBefore, changed)) Book(firstBefore, book, 1);
        if (!customer.IsKnown) return;
        BookCustomer(book, windows, 1);
        BookCurrencies(book, statement.Time);
    }

    /// <summary>Takes back what the order, and the customer's first one, meant so far.</summary>
    private void TakeBack(
        Customer customer, OrderBook book, Order? changing, Order? first, HashSet<(Grain, long)> windows)
    {
        if (changing is not null) Book(changing, book, -1);
        if (first is not null && !ReferenceEquals(first, changing)) Book(first, book, -1);
        if (first is not null) NoteWindows(first, windows);
        if (changing is not null) NoteWindows(changing, windows);
        if (!customer.IsKnown) return;
        _before = CustomerShares(book);
        _currenciesBefore = CurrenciesOf(book);
    }

    private void Book(Order order, OrderBook book, int sign)
    {
        if (!order.IsPlaced)
        {
            BookUnlinked(order, sign);
            return;
        }

        if (order.IsTest) return;
        var placedAt = order.Placed!.Time;
        var currency = order.Currency ?? _policy.Currency;
        var isCancelled = order.Cancellation is not null;
        Count(Figure.PlacedOrders, View.Both, placedAt, null, sign);
        BookOrder(View.Event, placedAt, currency, sign);
        if (!isCancelled) BookOrder(View.Order, placedAt, currency, sign);
        else BookOrder(View.Order, placedAt, currency, 0);
        Add(Figure.Gross, View.Both, placedAt, currency, sign * order.Gross);
        Add(Figure.Discounts, View.Both, placedAt, currency, sign * order.Discount);
        Add(Figure.Costs, View.Both, placedAt, currency, sign * order.Costs);
        var isRepeat = _scope.State.IsKnown && !ReferenceEquals(book.First, order);
        Add(Figure.RepeatGross, View.Both, placedAt, currency, isRepeat ? sign * order.Gross : 0);
        AddNet(order, currency, placedAt, placedAt, sign * (order.Gross - order.Discount));
        if (isCancelled) BookCancellation(order, currency, placedAt, sign);
        foreach (var refund in order.Refunds)
        {
            Add(Figure.Refunds, View.Event, refund.Time, currency, sign * refund.Amount);
            Add(Figure.Refunds, View.Order, placedAt, currency, sign * refund.Amount);
            AddNet(order, currency, refund.Time, placedAt, -sign * refund.Deducted);
        }
    }

    private void BookOrder(View view, long time, string currency, int amount)
    {
        Count(Figure.Orders, view, time, null, amount);
        Count(Figure.Orders, view, time, currency, amount);
    }

    private void BookCancellation(Order order, string currency, long placedAt, int sign)
    {
        var at = order.Cancellation!.Time;
        Count(Figure.CancelledOrders, View.Event, at, null, sign);
        Count(Figure.CancelledOrders, View.Order, placedAt, null, sign);
        AddNet(order, currency, at, placedAt, -sign * order.CancelledValue);
    }

    /// <summary>Cancellations and refunds of an order that is not known: on their own day in both views.</summary>
    private void BookUnlinked(Order order, int sign)
    {
        if (order.Cancellation is { } cancellation)
        {
            Count(Figure.CancelledOrders, View.Both, cancellation.Time, null, sign);
            Count(Figure.CancelledOrders, View.Both, cancellation.Time, null, sign, Unlinked);
        }

        foreach (var statement in order.Statements)
        {
            if (statement.Type != EventType.Refunded) continue;
            var currency = statement.Currency ?? _policy.Currency;
            var amount = Alone(statement).Refunds[0].Amount;
            Add(Figure.Refunds, View.Both, statement.Time, currency, sign * amount);
            Add(Figure.Refunds, View.Both, statement.Time, currency, sign * amount, Unlinked);
            Add(Figure.Net, View.Both, statement.Time, currency, -sign * amount);
            if (_scope.State.IsKnown) Add(Figure.CustomerNet, View.Both, statement.Time, currency, -sign * amount);
        }
    }

    private void AddNet(Order order, string currency, long eventTime, long orderTime, decimal amount)
    {
        Add(Figure.Net, View.Event, eventTime, currency, amount);
        Add(Figure.Net, View.Order, orderTime, currency, amount);
        if (_scope.State.IsKnown) Add(Figure.CustomerNet, View.Both, order.Placed!.Time, currency, amount);
    }

    private void Count(Figure figure, View view, long time, string? currency, int amount, string? breakdown = null) =>
        Emit(new Booking<FigureKey>(new FigureKey(figure, Grain.Minute, view, currency, breakdown), time, amount));

    private void Add(Figure figure, View view, long time, string currency, decimal amount, string? breakdown = null) =>
        Emit(new Booking<FigureKey>(new FigureKey(figure, Grain.Minute, view, currency, breakdown), time, amount));
}
