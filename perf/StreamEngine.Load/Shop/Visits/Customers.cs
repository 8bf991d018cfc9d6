using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>Who people are and what may be done with them: logins, consent, mail, ratings, erasure.</summary>
internal static class Customers
{
    /// <summary>Logs in. A cart that was filled before is stated again under the customer's name.</summary>
    public static void Identify(World world, Visit visit, EventData data)
    {
        visit.LoggedIn = true;
        world.Envelope(visit, data, EventTopic.Customers, EventType.Identified);
        World.Place(visit, data);
        if (visit.Lines.Count > 0)
        {
            visit.StepsLeft = 0;
            visit.Then(Phase.Snapshot, world.Random.Between(500, 3000));
        }
        else if (visit.IsNew && world.Random.Chance(8000)) visit.Then(Phase.Consent, world.Random.Between(900, 9000));
        else Browsing.GoOn(world, visit);
    }

    /// <summary>A new visitor answers the banner or the form; somebody known takes the consent back.</summary>
    public static void Consent(World world, Visit visit, EventData data)
    {
        world.Envelope(visit, data, EventTopic.Customers, EventType.ConsentChanged);
        World.Place(visit, data);
        data.Purpose = "marketing";
        data.Granted = visit.IsNew && visit.Person.AgreesToMarketing;
        Browsing.GoOn(world, visit);
    }

    public static void Erase(World world, Visit visit, EventData data)
    {
        visit.LoggedIn = true;
        world.Envelope(visit, data, EventTopic.Customers, EventType.ErasureRequested);
        visit.End();
    }

    /// <summary>The shop pays to reach somebody: an advertisement that brought the visit, or a mail.</summary>
    public static void Contact(World world, Visit visit, EventData data)
    {
        world.Envelope(visit, data, EventTopic.Customers, EventType.Contacted);
        data.Campaign = visit.Campaign;
        var market = visit.Person.Market;
        data.Currency = market.Currency;
        data.Channel = visit.Away ? Channel.Email : Channel.Social;
        data.Spend = market.Price(visit.Away ? 2 : (int)world.Random.Between(15, 150));
        var readsMailMs = world.Random.Between(2 * ShopLimits.MinuteMs, 9 * ShopLimits.HourMs);
        if (!visit.Away) visit.Then(Phase.Land, world.Random.Between(500, 4000));
        else if (world.Random.Chance(5500)) visit.Then(Phase.EmailOpen, readsMailMs);
        else visit.End();
    }

    public static void EmailOpen(World world, Visit visit, EventData data)
    {
        Mail(world, visit, data, EventType.EmailOpen);
        if (world.Random.Chance(6000)) visit.Then(Phase.EmailClick, world.Random.Between(2000, 60_000));
        else visit.End();
    }

    public static void EmailClick(World world, Visit visit, EventData data)
    {
        Mail(world, visit, data, EventType.EmailClick);
        visit.Away = false;
        visit.LoggedIn = true;
        visit.Channel = visit.Person.UsesApp ? Channel.App : Channel.Web;
        if (visit.SessionId is not null) visit.SessionId = world.NewId('s');
        visit.Then(Phase.Land, world.Random.Between(500, 3000));
    }

    public static void Rate(World world, Visit visit, EventData data)
    {
        world.Envelope(visit, data, EventTopic.Customers, EventType.Feedback);
        data.Rating = world.Random.Below(100) switch { < 55 => 5, < 78 => 4, < 88 => 3, < 94 => 2, _ => 1 };
        if (data.Rating <= 2) data.Comment = "not happy";
        visit.End();
    }

    private static void Mail(World world, Visit visit, EventData data, EventType type)
    {
        world.Envelope(visit, data, EventTopic.Clickstream, type);
        data.Channel = Channel.Email;
        data.Campaign = visit.Campaign;
    }
}
