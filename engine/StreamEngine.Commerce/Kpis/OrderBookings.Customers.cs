using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Orders;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>New and repeat customers: distinct counts by day, month and for all time.</summary>
internal sealed partial class OrderBookings
{
    private static readonly Grain[] CustomerGrains = [Grain.Day, Grain.Month, Grain.All];

    private readonly record struct Share(int Ordering, int New, int Repeat);

    private readonly record struct Noted(Grain Grain, Window Window, Share Before);

    private readonly List<Noted> _noted = [];
    private readonly List<string> _currenciesBefore = [];
    private readonly List<string> _currenciesAfter = [];
    private Order? _firstBefore;

    /// <summary>Notes what the customer counts for in every window that the statement may change.</summary>
    private void NoteBefore(Customer customer, OrderBook book, Order? changing, Order? first, OrderStatement statement)
    {
        _noted.Clear();
        _firstBefore = first;
        if (!customer.IsKnown) return;
        Note(book, statement.Time);
        if (changing?.Placed is { } placed) Note(book, placed.Time);
        if (first?.Placed is { } firstPlaced) Note(book, firstPlaced.Time);
        Currencies(book, _currenciesBefore);
    }

    private void Note(OrderBook book, long time)
    {
        foreach (var grain in CustomerGrains)
        {
            var window = _calendar.WindowOf(grain, time);
            if (!IsNoted(grain, window)) _noted.Add(new Noted(grain, window, ShareOf(book, window)));
        }
    }

    private bool IsNoted(Grain grain, Window window)
    {
        foreach (var noted in _noted)
            if (noted.Grain == grain && noted.Window == window) return true;
        return false;
    }

    /// <summary>Books by how much the customer's counts changed.</summary>
    private void BookDifference(OrderBook book, long time)
    {
        foreach (var (grain, window, before) in _noted)
        {
            var after = ShareOf(book, window);
            if (after == before) continue;
            Book(Figure.OrderingCustomers, grain, window.Start, after.Ordering - before.Ordering);
            Book(Figure.NewCustomers, grain, window.Start, after.New - before.New);
            Book(Figure.RepeatCustomers, grain, window.Start, after.Repeat - before.Repeat);
        }

        Currencies(book, _currenciesAfter);
        foreach (var currency in _currenciesAfter)
            if (!_currenciesBefore.Contains(currency)) BookCurrency(currency, time, 1);
        foreach (var currency in _currenciesBefore)
            if (!_currenciesAfter.Contains(currency)) BookCurrency(currency, time, -1);
    }

    /// <summary>A new customer came from where the first order came from.</summary>
    private void BookNew(OrderStatement? before, OrderStatement? after)
    {
        if (ReferenceEquals(before, after)) return;
        if (before is not null) BookNew(before, -1);
        if (after is not null) BookNew(after, 1);
    }

    private void BookNew(OrderStatement placed, int amount)
    {
        var origin = OriginOf(placed);
        foreach (var grain in CustomerGrains)
            foreach (var dimension in Origins.Dimensions)
                Emit(new Booking<FigureKey>(
                    new FigureKey(Figure.NewCustomers, grain, View.Both, null, dimension, origin.ValueOf(dimension)),
                    placed.Time, amount));
    }

    /// <summary>The customer's currencies count once each, for lifetime value.</summary>
    private void BookCurrency(string currency, long time, int amount) => Emit(new Booking<FigureKey>(
        new FigureKey(Figure.OrderingCustomers, Grain.All, View.Both, currency), time, amount));

    private void Currencies(OrderBook book, List<string> into)
    {
        into.Clear();
        into.AddRange(book.Forgotten.Currencies);
        foreach (var order in book.Placed)
        {
            var currency = order.Currency ?? _policy.Currency;
            if (!order.IsTest && !into.Contains(currency)) into.Add(currency);
        }
    }

    /// <summary>
    /// What the customer counts for in a window: 1 as ordering, 1 as new where the first order lies in it, 1 as repeat
    /// where one that is not the first does (of all time: where there are two).
    /// </summary>
    private static Share ShareOf(OrderBook book, Window window)
    {
        var first = book.First;
        var share = default(Share);
        if (window == Calendar.All && book.Forgotten.Count > 0)
            share = new Share(1, 1, book.Forgotten.Count > 1 ? 1 : 0);
        // The latest come first: a window is rarely an old one.
        for (var i = book.Placed.Count - 1; i >= 0 && book.Placed[i].Placed!.Time >= window.Start; i--)
        {
            var order = book.Placed[i];
            if (order.IsTest || order.Placed!.Time >= window.End) continue;
            share = order == first ? share with { Ordering = 1, New = 1 } : share with { Ordering = 1, Repeat = 1 };
        }

        return share;
    }

    private void Book(Figure figure, Grain grain, long time, int amount)
    {
        // A line exists only where something was booked.
        if (amount == 0) return;
        Emit(new Booking<FigureKey>(new FigureKey(figure, grain, View.Both, null), time, amount));
    }
}
