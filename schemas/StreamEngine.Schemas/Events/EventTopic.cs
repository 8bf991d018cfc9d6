namespace StreamEngine.Schemas.Events;

/// <summary>
/// The input topics, numbered by their rank among events of equal time: customers come first, orders last
/// (docs/domain.md, "Time and order").
/// </summary>
public enum EventTopic : byte
{
    /// <summary>Consent, identification, feedback, erasure.</summary>
    Customers = 0,

    /// <summary>Page and product views, searches and other browsing.</summary>
    Clickstream = 1,

    /// <summary>Cart changes and checkout steps.</summary>
    Carts = 2,

    /// <summary>Orders, cancellations, refunds and returns.</summary>
    Orders = 3,
}
