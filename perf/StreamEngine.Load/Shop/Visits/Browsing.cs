using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>Looking around: pages, lists, searches and products.</summary>
internal static class Browsing
{
    private static readonly string[] Referrers =
        ["https://search.example/", "https://social.example/", "https://prices.example/"];

    public static void Land(World world, Visit visit, EventData data)
    {
        Page(world, visit, data, EventType.PageView, "/");
        World.Place(visit, data);
        data.Campaign = visit.Campaign;
        if (visit.Campaign is null && world.Random.Chance(5000)) data.Referrer = world.Random.Pick(Referrers);
        var known = visit.Person.CustomerId is not null;
        if (visit.CameBack) visit.Then(Phase.ViewCart, world.Pause());
        else if (known && visit.LoggedIn && visit.IsNew) visit.Then(Phase.Identify, world.Pause());
        else if (visit.IsNew && world.Random.Chance(2500)) visit.Then(Phase.Consent, world.Random.Between(900, 9000));
        else if (known && world.Random.Chance(50)) visit.Then(Phase.Consent, world.Pause());
        else if (known && world.Random.Chance(2)) visit.Then(Phase.Erase, world.Pause());
        else GoOn(world, visit);
    }

    public static void Browse(World world, Visit visit, EventData data)
    {
        visit.StepsLeft--;
        switch (world.Random.Below(1000))
        {
            case < 400:
                View(world, visit, data);
                return;
            case < 580:
                Page(world, visit, data, EventType.ListView, world.Catalogue.PickListUrl(world.Random));
                break;
            case < 720:
                Page(world, visit, data, EventType.ListClick, world.Catalogue.PickListUrl(world.Random));
                visit.Product = world.Catalogue.PickProduct(world.Random);
                data.ProductId = world.Catalogue.Id(visit.Product);
                visit.Then(Phase.View, world.Random.Between(300, 1500));
                return;
            case < 830:
                Page(world, visit, data, EventType.Search, "/search");
                data.Query = Catalogue.PickQuery(world.Random);
                break;
            case < 905:
                Page(world, visit, data, EventType.PageView, "/");
                World.Place(visit, data);
                break;
            case < 945:
                Page(world, visit, data, EventType.PagePing, world.Catalogue.Url(visit.Product));
                break;
            default:
                Aside(world, visit, data);
                break;
        }
        GoOn(world, visit);
    }

    /// <summary>A product's page: the one clicked in a list, else any.</summary>
    public static void View(World world, Visit visit, EventData data)
    {
        if (visit.Phase != Phase.View) visit.Product = world.Catalogue.PickProduct(world.Random);
        Page(world, visit, data, EventType.ProductView, world.Catalogue.Url(visit.Product));
        data.ProductId = world.Catalogue.Id(visit.Product);
        var dwellMs = world.Random.Between(2_500, 28_000);
        data.DwellMs = dwellMs;
        var buys = visit.Lines.Count < ShopLimits.CartLines
            && world.Random.Chance(visit.Person.IsShopper ? 2200 : 200);
        if (buys) visit.Then(Phase.Add, dwellMs + world.Random.Between(200, 2000));
        else if (visit.StepsLeft > 0) visit.Then(Phase.Browse, dwellMs + world.Pause() / 4);
        else Carts.Decide(world, visit, dwellMs);
    }

    /// <summary>A robot takes one product after the other, faster than people do.</summary>
    public static void Crawl(World world, Visit visit, EventData data)
    {
        visit.Product = world.Catalogue.PickProduct(world.Random);
        Page(world, visit, data, EventType.ProductView, world.Catalogue.Url(visit.Product));
        data.ProductId = world.Catalogue.Id(visit.Product);
        if (--visit.StepsLeft > 0) visit.Then(Phase.Crawl, world.Random.Between(400, visit.Person.IsBot ? 3000 : 1400));
        else visit.End();
    }

    /// <summary>The next page, or the end of looking around.</summary>
    public static void GoOn(World world, Visit visit)
    {
        if (visit.StepsLeft > 0) visit.Then(Phase.Browse, world.Pause());
        else Carts.Decide(world, visit, world.Pause());
    }

    private static void Aside(World world, Visit visit, EventData data)
    {
        var (type, product) = world.Random.Below(10) switch
        {
            < 3 => (EventType.PromotionView, false),
            3 => (EventType.PromotionClick, false),
            < 8 => (EventType.WishlistAdd, true),
            8 => (EventType.WishlistRemove, true),
            _ => (EventType.Share, true),
        };
        Page(world, visit, data, type, product ? world.Catalogue.Url(visit.Product) : "/");
        if (product) data.ProductId = world.Catalogue.Id(visit.Product);
    }

    /// <summary>A click event with the page it happened on.</summary>
    public static void Page(World world, Visit visit, EventData data, EventType type, string url)
    {
        world.Envelope(visit, data, EventTopic.Clickstream, type);
        data.UserAgent = visit.Person.UserAgent;
        data.Url = url;
    }
}
