using StreamEngine.Commerce.Orders;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>New and repeat customers: distinct counts by day, month and for all time.</summary>
internal sealed partial class OrderBookings
{
    private static readonly Grain[] CustomerGrains = [Grain.Day, Grain.Month, Grain.All];

    private readonly record struct Share(int Ordering, int New, int Repeat);

    private Dictionary<(Grain, long), Share> _before = [];
    private HashSet<string> _currenciesBefore = [];

    /// <summary>The windows of the order's placing, whose counts of customers it may change.</summary>
    private void NoteWindows(Order order, HashSet<(Grain, long)> windows)
    {
        if (order.Placed is not { } placed) return;
        foreach (var grain in CustomerGrains) windows.Add((grain, _calendar.WindowOf(grain, placed.Time).Start));
    }

    /// <summary>The customer's currencies count once each, for lifetime value.</summary>
    private void BookCurrencies(OrderBook book, long time)
    {
        var now = CurrenciesOf(book);
        foreach (var currency in now.Except(_currenciesBefore)) BookCurrency(currency, time, 1);
        foreach (var currency in _currenciesBefore.Except(now)) BookCurrency(currency, time, -1);
    }

    private void BookCurrency(string currency, long time, int amount) => Emit(new Booking<FigureKey>(
        new FigureKey(Figure.OrderingCustomers, Grain.All, View.Both, currency, null), time, amount));

    private HashSet<string> CurrenciesOf(OrderBook book) =>
        [.. book.Placed.Where(o => !o.IsTest).Select(o => o.Currency ?? _policy.Currency)];

    private void BookCustomer(OrderBook book, HashSet<(Grain, long)> windows, int sign)
    {
        var after = CustomerShares(book);
        foreach (var window in windows)
        {
            var old = _before.GetValueOrDefault(window);
            var now = after.GetValueOrDefault(window);
            if (old == now) continue;
            var (grain, start) = window;
            Book(Figure.OrderingCustomers, grain, start, sign * (now.Ordering - old.Ordering));
            Book(Figure.NewCustomers, grain, start, sign * (now.New - old.New));
            Book(Figure.RepeatCustomers, grain, start, sign * (now.Repeat - old.Repeat));
        }
    }

    /// <summary>
    /// What the customer counts for in each window: 1 as ordering, 1 as new where the first order lies in it, 1 as
    /// repeat where one that is not the first does (of all time: where there are two).
    /// </summary>
    private Dictionary<(Grain, long), Share> CustomerShares(OrderBook book)
    {
        var shares = new Dictionary<(Grain, long), Share>();
        var first = book.First;
        foreach (var order in book.Placed)
        {
            if (order.IsTest) continue;
            var isFirst = ReferenceEquals(order, first);
            foreach (var grain in CustomerGrains)
            {
                var window = (grain, _calendar.WindowOf(grain, order.Placed!.Time).Start);
                var share = shares.GetValueOrDefault(window);
                shares[window] = new Share(1, isFirst ? 1 : share.New, isFirst ? share.Repeat : 1);
            }
        }

        return shares;
    }

    private void Book(Figure figure, Grain grain, long time, int amount)
    {
        // A line exists only where something was booked.
        if (amount == 0) return;
        Emit(new Booking<FigureKey>(new FigureKey(figure, grain, View.Both, null, null), time, amount));
    }
}
