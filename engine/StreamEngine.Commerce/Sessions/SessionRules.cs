using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Sessions;

/// <summary>What belongs to a session and what it is asked about (docs/domain.md, "Session").</summary>
public static class SessionRules
{
    /// <summary>
    /// True where the event opens or extends a session: every click but an opened e-mail, every cart event, and an
    /// order placed on the web or in the app.
    /// </summary>
    public static bool Extends(ShopEvent next) => next.Topic switch
    {
        EventTopic.Clickstream => next.Type != EventType.EmailOpen,
        EventTopic.Carts => true,
        EventTopic.Orders => next is { Type: EventType.Placed, Channel: Channel.Web or Channel.App },
        _ => false,
    };

    /// <summary>Takes an event into its session.</summary>
    internal static void Accumulate(
        ref SessionSlot<SessionFacts> session, ShopEvent next, Customer customer, ShopPolicy policy, TextPool texts,
        Origins origins, RingMemory rings)
    {
        ref var facts = ref session.Value;
        facts.Origin = origins.OfSession(facts.Origin, next, customer);
        if (session is { Count: 1, IsAlone: false }) customer.Fold.Recent.Clear(rings);
        if (!facts.IsBot && !session.IsAlone)
        {
            var bots = policy.Bots;
            facts.IsBot = customer.Fold.Recent.Add(next.Time, bots.WithinMs, bots.MaxEvents, rings) > bots.MaxEvents;
        }

        if (next.Type == EventType.ProductView)
        {
            facts.ProductViews++;
            facts.HasLongDwell |= next.DwellMs >= policy.Abandonment.Browse.MinDwellMs;
        }
        else if (next.Type == EventType.Add)
        {
            facts.CartAdds++;
        }
        else if (next.Type == EventType.Placed && !next.IsTest && !OrderBook.IsChangeOfPlaced(customer.Orders, next))
        {
            AddOrder(ref facts, next, policy, texts);
        }
    }

    /// <summary>
    /// Hands back what only an open session needs. A session that a late event is alone has no times of its own: those
    /// of the session around it stay.
    /// </summary>
    internal static void Release(SessionElement<SessionFacts> element, Customer customer, RingMemory rings)
    {
        if (element.IsClosed && !element.Session.IsAlone) customer.Fold.Recent.Clear(rings);
    }

    /// <summary>The id of a session: a hash of the customer and the time of its first event.</summary>
    public static Hash128 IdOf(Customer customer, long start) => OutputId.Of(customer.Key, "session", start);

    private static void AddOrder(ref SessionFacts facts, ShopEvent order, ShopPolicy policy, TextPool texts)
    {
        var currency = texts.Get(order, order.Currency) ?? policy.Currency;
        facts.Orders++;
        facts.Currency ??= currency;
        // Money of two currencies does not add up: the revenue is that of the first order's.
        if (facts.Currency != currency) return;
        foreach (var line in order.Lines)
            if (line.HasPrice) facts.Revenue += (decimal)line.Price * line.Quantity / Money.Scale;
    }
}
