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
    private readonly KeyedScope<Customer> _scope;
    private readonly ShopPolicy _policy;
    private readonly Calendar _calendar;
    private readonly TextPool _texts;
    private readonly Origins _origins;

    public OrderBookings(
        IObservable<ShopEvent> source, KeyedScope<Customer> scope, ShopPolicy policy, Calendar calendar, TextPool texts,
        Origins origins)
    {
        (_scope, _policy, _calendar, _texts, _origins) = (scope, policy, calendar, texts, origins);
        Attach(source, OnEvent);
    }

    private void OnEvent(ShopEvent next)
    {
        // Orders are not folded again: the book knows event times and takes a late statement in where it belongs.
        if (!_scope.IsFirst) return;
        if (next is { Type: EventType.Contacted, Spend: { } spend }) BookSpend(next, Money.FromParts(spend));
        if (next.Topic != EventTopic.Orders) return;
        var customer = _scope.State;
        var statement = OrderBook.Read(next, _texts, _origins.Of(next));
        var id = OrderBook.IdOf(next);
        var book = customer.Orders ??= new OrderBook();
        if (id is not null && !IsTooOld(book.Find(id), statement)) Change(customer, book, id, statement);
        else if (next.Type is EventType.Cancelled or EventType.Refunded) BookUnlinked(Alone(statement), 1);
        book.Forget(EventTime.Plus(next.Time, -Limits.OrderRetentionMs), _policy.Currency);
    }

    private void BookSpend(ShopEvent next, decimal spend)
    {
        var currency = _texts.Get(next, next.Currency) ?? _policy.Currency;
        AddByOrigin(Figure.Spend, View.Both, next.Time, currency, spend, _origins.Of(next));
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
        var first = book.First;
        var firstPlaced = first?.Placed;
        var changing = book.Find(id);
        NoteBefore(customer, book, changing, first, statement);
        if (changing is not null) Book(changing, book, -1);
        book.Add(id, statement);
        var changed = book.Find(id)!;
        Book(changed, book, 1);
        if (!customer.IsKnown) return;
        BookRepeatAgain(first, changed, book);
        if (book.First != first) BookRepeatAgain(book.First, changed, book);
        BookNew(firstPlaced, book.First?.Placed);
        BookDifference(book, statement.Time);
    }

    /// <summary>Another order may now be, or no longer be, the customer's first.</summary>
    private void BookRepeatAgain(Order? order, Order changed, OrderBook book)
    {
        if (_firstBefore == book.First || order is null || order == changed || !order.IsPlaced || order.IsTest) return;
        var amount = order == book.First ? -order.Gross : order.Gross;
        var placed = order.Placed!;
        AddByOrigin(
            Figure.RepeatGross, View.Both, placed.Time, order.Currency ?? _policy.Currency, amount, OriginOf(placed));
    }

    private void Book(Order order, OrderBook book, int sign)
    {
        if (!order.IsPlaced)
        {
            BookUnlinked(order, sign);
            return;
        }

        if (order.IsTest) return;
        var placed = order.Placed!;
        var placedAt = placed.Time;
        var origin = OriginOf(placed);
        var currency = order.Currency ?? _policy.Currency;
        var isCancelled = order.Cancellation is not null;
        AddByOrigin(Figure.PlacedOrders, View.Both, placedAt, null, sign, origin);
        BookOrder(View.Event, placedAt, currency, sign, origin);
        BookOrder(View.Order, placedAt, currency, isCancelled ? 0 : sign, origin);
        AddByOrigin(Figure.Gross, View.Both, placedAt, currency, sign * order.Gross, origin);
        AddByOrigin(Figure.Discounts, View.Both, placedAt, currency, sign * order.Discount, origin);
        AddByOrigin(Figure.Costs, View.Both, placedAt, currency, sign * order.Costs, origin);
        var isRepeat = _scope.State.IsKnown && !ReferenceEquals(book.First, order);
        AddByOrigin(Figure.RepeatGross, View.Both, placedAt, currency, isRepeat ? sign * order.Gross : 0, origin);
        AddNet(currency, placedAt, placedAt, sign * (order.Gross - order.Discount), placedAt, origin);
        if (isCancelled) BookCancellation(order, currency, sign, origin);
        foreach (var refund in order.Refunds)
        {
            var amount = sign * refund.Amount;
            AddByOrigin(Figure.Refunds, View.Event, refund.Time, currency, amount, origin);
            AddByOrigin(Figure.Refunds, View.Order, placedAt, currency, amount, origin);
            AddForReason(Figure.Refunds, View.Event, refund.Time, currency, amount, refund.Reason);
            AddForReason(Figure.Refunds, View.Order, placedAt, currency, amount, refund.Reason);
            AddNet(currency, refund.Time, placedAt, -sign * refund.Deducted, placedAt, origin);
        }
    }

    private void BookOrder(View view, long time, string currency, int amount, Origin origin)
    {
        AddByOrigin(Figure.Orders, view, time, null, amount, origin);
        AddByOrigin(Figure.Orders, view, time, currency, amount, origin);
    }

    private void BookCancellation(Order order, string currency, int sign, Origin origin)
    {
        var placedAt = order.Placed!.Time;
        var at = order.Cancellation!.Time;
        AddByOrigin(Figure.CancelledOrders, View.Event, at, null, sign, origin);
        AddByOrigin(Figure.CancelledOrders, View.Order, placedAt, null, sign, origin);
        AddForReason(Figure.CancelledOrders, View.Event, at, null, sign, order.Cancellation.Reason);
        AddForReason(Figure.CancelledOrders, View.Order, placedAt, null, sign, order.Cancellation.Reason);
        AddNet(currency, at, placedAt, -sign * order.CancelledValue, placedAt, origin);
    }

    /// <summary>Cancellations and refunds of an order that is not known: on their own day in both views.</summary>
    private void BookUnlinked(Order order, int sign)
    {
        if (order.Cancellation is { } cancellation)
        {
            AddByOrigin(Figure.CancelledOrders, View.Both, cancellation.Time, null, sign, OriginOf(cancellation));
            AddForReason(Figure.CancelledOrders, View.Both, cancellation.Time, null, sign, cancellation.Reason);
            AddUnlinked(Figure.CancelledOrders, cancellation.Time, null, sign);
        }

        var reasons = order.Refunds;
        var refunded = 0;
        foreach (var statement in order.Statements)
        {
            if (statement.Type != EventType.Refunded) continue;
            var currency = statement.Currency ?? _policy.Currency;
            var amount = sign * Alone(statement).Refunds[0].Amount;
            var origin = OriginOf(statement);
            AddByOrigin(Figure.Refunds, View.Both, statement.Time, currency, amount, origin);
            AddForReason(Figure.Refunds, View.Both, statement.Time, currency, amount, reasons[refunded++].Reason);
            AddUnlinked(Figure.Refunds, statement.Time, currency, amount);
            AddByOrigin(Figure.Net, View.Both, statement.Time, currency, -amount, origin);
            if (_scope.State.IsKnown) Add(Figure.CustomerNet, View.Both, statement.Time, currency, -amount);
        }
    }

    private static Origin OriginOf(OrderStatement statement) => statement.Origin ?? Origins.Unknown;
}
