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

    /// <summary>A step was taken in a counted checkout that is not ordered, with a cart or without one.</summary>
    CheckoutAdvanced,

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
/// <param name="StartedAt">CheckoutCounted, CheckoutAdvanced, CheckoutOrdered: the checkout's first start.</param>
/// <param name="Opens">CheckoutStepped: true where the step opened the checkout.</param>
/// <param name="InSession">Ordered: true where the order is part of the customer's session.</param>
/// <param name="Before">
/// CheckoutAdvanced: how it stood, null for a new one. CheckoutOrdered: how it stood when ordered.
/// </param>
/// <param name="After">CheckoutAdvanced: how it stands now.</param>
public readonly record struct CartFact(
    CartFactKind Kind, Cart? Cart, long StartedAt = 0, bool Opens = false, bool InSession = false,
    CheckoutStanding? Before = null, CheckoutStanding? After = null);

/// <summary>How far a checkout came, and why it would be left here.</summary>
/// <param name="Step">The last stated step, else the type of the last event.</param>
/// <param name="Reason">The last error, else that step.</param>
public readonly record struct CheckoutStanding(string Step, string Reason);
