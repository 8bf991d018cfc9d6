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

    /// <summary>Counts the customer's sessions; the one at hand has this number.</summary>
    public long SessionSerial;

    /// <summary>The event times of the last ten minutes, for the detection of bots.</summary>
    public RecentTimes Recent;

    /// <summary>Sessions of bots that candidates may still refer to.</summary>
    public List<Hash128>? BotSessions;

    /// <summary>The open carts in the order of creation.</summary>
    public List<Cart>? Carts;

    /// <summary>Open checkouts without a cart.</summary>
    public List<Checkout>? Cartless;

    /// <summary>Checkouts that may still be ordered in time for their figure.</summary>
    public List<CheckoutFigure>? Figures;

    /// <summary>Checkout ids that were counted, with the time of their first start.</summary>
    public List<(string Id, long StartedAt)>? CountedCheckouts;

    public long LastCartSerial, LastChangeSerial;

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
        copy.Cartless = Cartless?.ConvertAll(c => c with { });
        copy.Figures = Figures is null ? null : [.. Figures];
        copy.CountedCheckouts = CountedCheckouts is null ? null : [.. CountedCheckouts];
        copy.Absence = Absence?.Clone();
        return copy;
    }
}

/// <summary>A counted checkout whose order can still come within the horizon of its figure.</summary>
/// <param name="Id">The stated id; null where none is.</param>
/// <param name="StartedAt">Its first start.</param>
/// <param name="CartSerial">The cart it is on; 0 where it has none.</param>
public readonly record struct CheckoutFigure(string? Id, long StartedAt, long CartSerial);
