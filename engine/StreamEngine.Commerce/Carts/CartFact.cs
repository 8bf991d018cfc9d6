namespace StreamEngine.Commerce.Carts;

/// <summary>What happened to a cart or checkout.</summary>
public enum CartFactKind : byte
{
    /// <summary>The cart has its first line.</summary>
    Created,

    /// <summary>Its content changed, and is not empty.</summary>
    Changed,

    Emptied,
    MergedAway,
    Expired,

    /// <summary>An order closed it.</summary>
    Ordered,

    /// <summary>A checkout, with or without a cart, is counted: its first start.</summary>
    CheckoutCounted,

    /// <summary>A counted checkout was ordered within the horizon of its figure.</summary>
    CheckoutOrdered,

    /// <summary>A step of a checkout on a cart.</summary>
    CheckoutStepped,

    /// <summary>Another checkout took its place on the cart.</summary>
    CheckoutReplaced,

    /// <summary>An order of another cart named it.</summary>
    CheckoutNamedByOrder,
}

/// <summary>
/// A fact about a cart or checkout of the customer at hand, at the time at hand. Valid during <c>OnNext</c>.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cart">The cart; null for a checkout without one.</param>
/// <param name="StartedAt">CheckoutCounted, CheckoutOrdered: the checkout's first start.</param>
/// <param name="Opens">CheckoutStepped: true where the step opened the checkout.</param>
/// <param name="InSession">Ordered: true where the order is part of the customer's session.</param>
public readonly record struct CartFact(
    CartFactKind Kind, Cart? Cart, long StartedAt = 0, bool Opens = false, bool InSession = false);
