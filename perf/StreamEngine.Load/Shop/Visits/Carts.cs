using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>Filling, changing and leaving a cart.</summary>
internal static class Carts
{
    public static void Add(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Add);
        decimal? price = world.Random.Chance(50) ? null : world.Catalogue.Price(visit.Product, visit.Person.Market);
        var added = new CartLine(visit.Product, world.Random.Chance(8500) ? 1 : world.Random.Between(2, 4), price);
        data.Lines.Add(world.Line(added));
        data.Currency = visit.Person.Market.Currency;
        Put(visit, added);

        if (visit.OldCartId is not null) visit.Then(Phase.Merge, world.Random.Between(500, 3000));
        else if (world.Random.Chance(900)) visit.Then(Phase.Remove, world.Pause());
        else if (world.Random.Chance(700)) visit.Then(Phase.Snapshot, world.Random.Between(500, 3000));
        else Browsing.GoOn(world, visit);
    }

    public static void Remove(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Remove);
        var at = world.Random.Below(visit.Lines.Count);
        var line = visit.Lines[at];
        var gone = visit.Emptying || line.Quantity == 1 ? line.Quantity : world.Random.Between(1, line.Quantity);
        data.Lines.Add(world.Line(line with { Quantity = gone, Price = null }));
        data.Currency = visit.Person.Market.Currency;
        if (gone == line.Quantity) visit.Lines.RemoveAt(at);
        else visit.Lines[at] = line with { Quantity = line.Quantity - gone };

        if (!visit.Emptying) Browsing.GoOn(world, visit);
        else if (visit.Lines.Count > 0) visit.Then(Phase.Remove, world.Random.Between(1500, 8000));
        else visit.End();
    }

    /// <summary>The page states the whole cart, as shops do after a login or a change elsewhere.</summary>
    public static void Snapshot(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Snapshot);
        world.AllLines(visit, data);
        if (visit.StepsLeft > 0) visit.Then(Phase.Browse, world.Pause());
        else visit.Then(Phase.CheckoutStart, world.Pause());
    }

    public static void ViewCart(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.View);
        if (visit.CameBack && world.Random.Chance(4000)) visit.End();
        else visit.Then(Phase.CheckoutStart, world.Pause());
    }

    /// <summary>The same customer on another device, with a cart of its own that takes in the first.</summary>
    public static void SwitchDevice(World world, Visit visit, EventData data)
    {
        visit.TakeDevice(1);
        visit.Channel = visit.Channel == Channel.App ? Channel.Web : Channel.App;
        if (visit.SessionId is not null) visit.SessionId = world.NewId('s');
        visit.OldCartId = visit.CartId;
        visit.CartId = world.NewId('k');
        visit.StepsLeft = 3;
        Browsing.Page(world, visit, data, EventType.PageView, "/");
        World.Place(visit, data);
        visit.Product = world.Catalogue.PickProduct(world.Random);
        visit.Then(Phase.Add, world.Pause());
    }

    public static void Merge(World world, Visit visit, EventData data)
    {
        Begin(world, visit, data, EventType.Merged);
        data.TargetCartId = visit.CartId;
        data.CartId = visit.OldCartId;
        visit.OldCartId = null;
        Browsing.GoOn(world, visit);
    }

    /// <summary>The end of looking around: buy, put it back, change the device, or go.</summary>
    public static void Decide(World world, Visit visit, long afterMs)
    {
        if (visit.Lines.Count == 0)
        {
            visit.End();
            return;
        }
        switch (world.Random.Below(100))
        {
            case < 22:
                visit.Then(Phase.CheckoutStart, afterMs);
                break;
            case < 45:
                visit.Then(Phase.ViewCart, afterMs);
                break;
            case < 55:
                visit.Emptying = true;
                visit.Then(Phase.Remove, afterMs);
                break;
            case < 60 when visit.LoggedIn && visit.CartId is not null && visit.Device == 0:
                visit.Then(Phase.SwitchDevice, world.Random.Between(10 * ShopLimits.MinuteMs, 2 * ShopLimits.HourMs));
                break;
            default:
                Leave(world, visit);
                break;
        }
    }

    /// <summary>Leaves the cart as it is. Some come back, alone or reminded; a few order by telephone.</summary>
    public static void Leave(World world, Visit visit)
    {
        var drawn = visit.CameBack ? 99 : world.Random.Below(100);
        visit.CheckoutId = null;
        visit.CameBack = true;
        visit.StepsLeft = 0;
        if (drawn < 12)
        {
            visit.SessionId = visit.SessionId is null ? null : world.NewId('s');
            visit.Then(Phase.Land, world.Random.Between(20 * ShopLimits.MinuteMs, 30 * ShopLimits.HourMs));
        }
        else if (drawn < 30 && visit.LoggedIn && visit.Person.AgreesToMarketing)
        {
            visit.Away = true;
            visit.Campaign = "cart-reminder";
            visit.Then(Phase.Contact, world.Hours(1, 3));
        }
        else if (drawn < 32 && visit.LoggedIn)
        {
            visit.Away = true;
            visit.Then(Phase.OrderElsewhere, world.Hours(1, 5));
        }
        else
        {
            visit.End();
        }
    }

    /// <summary>A cart event of the visit's cart.</summary>
    public static void Begin(World world, Visit visit, EventData data, EventType type)
    {
        world.Envelope(visit, data, EventTopic.Carts, type);
        World.Place(visit, data);
        if (visit.CartId is null && visit.Lines.Count == 0 && visit.Person.HasCartIds) visit.CartId = world.NewId('k');
        data.CartId = visit.CartId;
    }

    private static void Put(Visit visit, CartLine added)
    {
        for (var i = 0; i < visit.Lines.Count; i++)
        {
            var line = visit.Lines[i];
            if (line.Product != added.Product) continue;
            visit.Lines[i] = new(line.Product, line.Quantity + added.Quantity, added.Price ?? line.Price);
            return;
        }
        visit.Lines.Add(added);
    }
}
