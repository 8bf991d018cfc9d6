using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;

namespace StreamEngine.Commerce.Customers;

/// <summary>What a customer last said about marketing.</summary>
public enum Consent : byte { Unknown, Granted, Revoked }

/// <summary>
/// What follows from a customer's events in event-time order, and from nothing else: it is folded again when one comes
/// late.
/// </summary>
public sealed class ShopFold
{
    public SessionSlot<SessionFacts> Session;

    /// <summary>The event times of the last ten minutes, for the detection of bots.</summary>
    public RecentTimes Recent;

    /// <summary>Sessions of bots that candidates may still refer to.</summary>
    public List<Hash128>? BotSessions;

    /// <summary>The open carts in the order of creation.</summary>
    public List<Cart>? Carts;

    /// <summary>Checkouts that are open, or were not long ago, in the order of their first start.</summary>
    public List<Checkout>? Checkouts;

    /// <summary>
    /// When something is due for a cart or checkout, Max for nothing; null where it has to be found anew.
    /// </summary>
    internal long? CartsDue;

    public long LastCartSerial, LastChangeSerial, LastCheckoutSerial;

    public AbsenceFold? Absence;

    /// <summary>The latest stated time zone (valid ones only) and country.</summary>
    public string? TimeZone, Country;

    public Consent Consent;
    public bool IsErased;

    /// <summary>The latest feedback and when it was given; 0 for none.</summary>
    public int Rating;
    public long RatedAt;

    /// <summary>The latest order, on whatever channel; 0 for none.</summary>
    public long LastOrderAt;

    /// <summary>A copy that shares nothing which can change.</summary>
    public ShopFold Clone()
    {
        var copy = (ShopFold)MemberwiseClone();
        copy.Recent = Recent.Clone();
        copy.BotSessions = BotSessions is null ? null : [.. BotSessions];
        copy.Carts = Carts?.ConvertAll(c => c.Clone());
        copy.Checkouts = Checkouts?.ConvertAll(c => c with { });
        copy.Absence = Absence?.Clone();
        return copy;
    }

    /// <summary>The open cart of that id (null: the implicit one); null where there is none.</summary>
    public Cart? CartOf(string? id)
    {
        if (Carts is null) return null;
        foreach (var cart in Carts)
            if (cart.Id == id) return cart;
        return null;
    }

    /// <summary>The open cart of that serial; null where there is none.</summary>
    public Cart? CartOf(long serial)
    {
        if (Carts is null || serial == 0) return null;
        foreach (var cart in Carts)
            if (cart.Serial == serial) return cart;
        return null;
    }

    /// <summary>The open cart that was changed last; null where none is open.</summary>
    public Cart? LatestCart()
    {
        Cart? latest = null;
        if (Carts is null) return null;
        foreach (var cart in Carts)
            if (latest is null || cart.ChangeSerial > latest.ChangeSerial) latest = cart;
        return latest;
    }

    /// <summary>The cart's latest checkout, open or not; null where it has none.</summary>
    public Checkout? CheckoutOf(Cart cart)
    {
        if (Checkouts is null || cart.CheckoutSerial == 0) return null;
        foreach (var checkout in Checkouts)
            if (checkout.Serial == cart.CheckoutSerial) return checkout;
        return null;
    }

    /// <summary>True where a checkout is open on the cart.</summary>
    public bool IsInCheckout(Cart cart) => CheckoutOf(cart) is { IsOpen: true };
}
