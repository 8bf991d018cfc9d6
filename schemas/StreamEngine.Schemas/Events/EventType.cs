namespace StreamEngine.Schemas.Events;

/// <summary>
/// Every kind of input event. The numbers are stored in customer state: never renumber, only add.
/// The Avro enum symbol of a value is its name with a lower-case first letter.
/// </summary>
public enum EventType : byte
{
    /// <summary>A type that this version does not know; such a record is dead-lettered as unknown_type.</summary>
    Unknown = 0,

    PageView = 1,
    ProductView = 2,
    Search = 3,
    ListView = 4,
    ListClick = 5,
    PromotionView = 6,
    PromotionClick = 7,
    WishlistAdd = 8,
    WishlistRemove = 9,
    Share = 10,
    EmailOpen = 11,
    EmailClick = 12,
    PagePing = 13,

    Add = 32,
    Remove = 33,
    View = 34,
    Snapshot = 35,
    Merged = 36,
    CheckoutStart = 37,
    CheckoutStep = 38,
    PaymentInfo = 39,
    PaymentFailed = 40,
    CheckoutError = 41,
    CouponApplied = 42,

    Placed = 64,
    Updated = 65,
    Cancelled = 66,
    Refunded = 67,
    ReturnRequested = 68,
    ReturnReceived = 69,

    Identified = 96,
    ConsentChanged = 97,
    Feedback = 98,
    Contacted = 99,
    ErasureRequested = 100,
}
