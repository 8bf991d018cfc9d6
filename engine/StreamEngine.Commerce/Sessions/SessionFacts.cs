using StreamEngine.Commerce.Kpis;

namespace StreamEngine.Commerce.Sessions;

/// <summary>What a session is asked about (docs/domain.md, "Session").</summary>
public struct SessionFacts
{
    public int ProductViews, CartAdds, Checkouts, Orders;

    /// <summary>Σ price × quantity of the orders placed in it.</summary>
    public decimal Revenue;

    /// <summary>The currency of the first order; null without one.</summary>
    public string? Currency;

    /// <summary>Carts created or changed in it and not ordered by an order of it.</summary>
    public int UnorderedCarts;

    /// <summary>True once a cart was created or changed in it.</summary>
    public bool TouchedCart;

    /// <summary>True once a product was looked at for the policy's dwell time.</summary>
    public bool HasLongDwell;

    public bool IsBot;

    /// <summary>Where it came from; null before its first event.</summary>
    public Origin? Origin;
}
