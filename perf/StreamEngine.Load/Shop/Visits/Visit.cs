using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>
/// One visit and what follows from it, up to the refund weeks later: all that the generator remembers of a person.
/// Reused after it is done.
/// </summary>
internal sealed class Visit
{
    public Person Person { get; private set; } = null!;

    /// <summary>When the next phase happens, in event time.</summary>
    public long Time { get; set; }

    public Phase Phase { get; private set; }

    /// <summary>Never here before this visit.</summary>
    public bool IsNew { get; private set; }

    /// <summary>The shop knows who it is; otherwise events carry the cookie alone.</summary>
    public bool LoggedIn { get; set; }

    /// <summary>The person is gone and the shop, the carrier or the mail acts.</summary>
    public bool Away { get; set; }

    public int Device { get; private set; }

    public string AnonymousId { get; private set; } = "";

    public string? SessionId { get; set; }

    public Channel Channel { get; set; }

    public string? Campaign { get; set; }

    /// <summary>How many more pages the person will look at.</summary>
    public int StepsLeft { get; set; }

    public int Product { get; set; }

    public List<CartLine> Lines { get; } = new(ShopLimits.CartLines);

    public string? CartId { get; set; }

    /// <summary>The cart of the first device, until it is merged into the other.</summary>
    public string? OldCartId { get; set; }

    public string? CheckoutId { get; set; }

    public string? Code { get; set; }

    public int PaymentsFailed { get; set; }

    /// <summary>Puts everything back on the shelf before leaving.</summary>
    public bool Emptying { get; set; }

    /// <summary>Came back for a cart that was left; nobody does so twice.</summary>
    public bool CameBack { get; set; }

    public string? OrderId { get; set; }

    public bool Test { get; set; }

    public void Begin(Person person, bool isNew, long time, Phase phase)
    {
        Person = person;
        IsNew = isNew;
        Time = time;
        Phase = phase;
        LoggedIn = Away = Emptying = CameBack = Test = false;
        SessionId = Campaign = CartId = OldCartId = CheckoutId = Code = OrderId = null;
        StepsLeft = Product = PaymentsFailed = 0;
        Lines.Clear();
        Channel = person.UsesApp ? Channel.App : Channel.Web;
        TakeDevice(0);
    }

    /// <summary>Sets what comes next, and when.</summary>
    public void Then(Phase phase, long afterMs)
    {
        Phase = phase;
        Time += afterMs;
    }

    public void End() => Phase = Phase.Done;

    public void TakeDevice(int device)
    {
        Device = device;
        AnonymousId = device == 0 ? Person.AnonymousId : Person.Device(device);
    }
}

/// <summary>A line of the cart as the generator keeps it; the price is null where the page did not state one.</summary>
internal readonly record struct CartLine(int Product, long Quantity, decimal? Price);
