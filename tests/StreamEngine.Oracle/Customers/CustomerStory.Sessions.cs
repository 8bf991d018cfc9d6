using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Kpis;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Sessions;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 3: what happens when a session opens and closes.</summary>
internal sealed partial class CustomerStory
{
    /// <summary>Every closed session as it now is.</summary>
    public List<OracleSession> ClosedSessions { get; } = [];

    private void OpenSession(Session session, Input e)
    {
        // A session cut by the cap closes at the event that came after the cap.
        if (session.Previous is { Closed: false } previous) CloseSession(previous, e.Time);
        // Domain 5: an event that opens a session disarms browse.
        CancelAll(c => c.Kind == Abandonment.Kind.Browse, BrowseRule(e.Type), e.Time);
    }

    private static string BrowseRule(EventType type) => type switch
    {
        EventType.Add => "cart_add",
        EventType.Placed => "order",
        _ => "session_resumed",
    };

    private void CloseSession(Session session, long at)
    {
        session.Closed = true;
        session.ClosedAt = at;
        ClosedSessions.Add(LineOf(session));
        _published.Session(at, ClosedSessions[^1]);
        ArmBrowse(session);
    }

    private OracleSession LineOf(Session session)
    {
        var orders = OrdersOf(session);
        var figures = orders.Where(o => !o.Data.Test).ToList();
        // Domain 11: two currencies state the revenue of the first order's.
        var currency = figures.Count == 0 ? null : CurrencyOf(figures[0]);
        return new OracleSession
        {
            CustomerKey = _key,
            Start = session.Start,
            End = session.End,
            EventCount = session.Events.Count,
            ProductViews = session.Events.Count(e => e.Type == EventType.ProductView),
            CartAdds = session.Events.Count(e => e.Type == EventType.Add),
            Checkouts = session.CheckoutsOpened,
            Orders = figures.Count,
            Revenue = figures.Where(o => CurrencyOf(o) == currency).Sum(o => Facts.Gross(o.Data.Lines)),
            Currency = currency,
            Converted = figures.Count > 0,
            AbandonedCart = session.TouchedCarts.Any(c => c.Fate.Order is not { } order || !orders.Contains(order)),
            Origin = Origin.Of(session.Events),
            Bot = session.IsBotAsOf(session.ClosedAt, _policies.Fixed.Bots),
        };
    }

    /// <summary>Orders placed in the session, test orders among them; an order is placed once.</summary>
    private List<Input> OrdersOf(Session session) =>
        [.. Facts.Orders(_soFar).Where(o => _sessionOf.GetValueOrDefault(o) == session)];

    private string CurrencyOf(Input e) => e.Data.Currency ?? _policies.Fixed.Currency;
}
