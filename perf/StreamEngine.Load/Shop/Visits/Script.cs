using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>How visits begin, and which part of the shop each phase happens in.</summary>
internal static class Script
{
    /// <summary>Events of an average visit with what follows; the schedule corrects it as it goes.</summary>
    public const double EventsAVisit = 12;

    private static readonly string[] Campaigns = ["spring-sale", "search-ads", "influencer", "retargeting"];

    public static void Begin(World world, Visit visit, Person person, bool isNew, long timeMs)
    {
        var random = world.Random;
        if (person.IsBot || person.IsScraper)
        {
            visit.Begin(person, isNew, timeMs, Phase.Crawl);
            visit.StepsLeft = person.IsBot ? (int)random.Between(20, 200) : (int)random.Between(320, 600);
            return;
        }
        var known = person.CustomerId is not null;
        var mailed = known && !isNew && person.AgreesToMarketing && random.Chance(1500);
        var paid = !mailed && random.Chance(isNew ? 2000 : 600);
        visit.Begin(person, isNew, timeMs, mailed || paid ? Phase.Contact : Phase.Land);
        visit.LoggedIn = known && (mailed || random.Chance(8000));
        visit.Away = mailed;
        visit.Campaign = mailed ? "newsletter" : paid ? random.Pick(Campaigns) : null;
        visit.SessionId = random.Chance(8500) ? world.NewId('s') : null;
        visit.StepsLeft = random.Below(100) switch
        {
            < 30 => (int)random.Between(0, 2),
            < 70 => (int)random.Between(3, 9),
            < 95 => (int)random.Between(10, 24),
            _ => (int)random.Between(25, 80),
        };
    }

    /// <summary>Writes the event of the visit's phase and moves the visit on.</summary>
    public static void Play(World world, Visit visit, EventData data)
    {
        Action<World, Visit, EventData> act = visit.Phase switch
        {
            Phase.Contact => Customers.Contact,
            Phase.EmailOpen => Customers.EmailOpen,
            Phase.EmailClick => Customers.EmailClick,
            Phase.Identify => Customers.Identify,
            Phase.Consent => Customers.Consent,
            Phase.Erase => Customers.Erase,
            Phase.Rate => Customers.Rate,
            Phase.Land => Browsing.Land,
            Phase.Crawl => Browsing.Crawl,
            Phase.Browse => Browsing.Browse,
            Phase.View => Browsing.View,
            Phase.Add => Carts.Add,
            Phase.Remove => Carts.Remove,
            Phase.Snapshot => Carts.Snapshot,
            Phase.ViewCart => Carts.ViewCart,
            Phase.SwitchDevice => Carts.SwitchDevice,
            Phase.Merge => Carts.Merge,
            Phase.CheckoutStart => Checkouts.Start,
            Phase.Address => Checkouts.Address,
            Phase.Coupon => Checkouts.Coupon,
            Phase.PaymentInfo => Checkouts.PaymentInfo,
            Phase.PaymentFailed => Checkouts.PaymentFailed,
            Phase.CheckoutError => Checkouts.Error,
            Phase.Place => Orders.Place,
            Phase.Update => Orders.Update,
            Phase.Cancel => Orders.Cancel,
            Phase.RequestReturn => Orders.RequestReturn,
            Phase.ReceiveReturn => Orders.ReceiveReturn,
            Phase.Refund => Orders.Refund,
            Phase.OrderElsewhere => Orders.OrderElsewhere,
            _ => throw new InvalidOperationException($"A visit in phase {visit.Phase} has no next event."),
        };
        act(world, visit, data);
    }
}
