namespace StreamEngine.Schemas.Events;

/// <summary>
/// The ids under which the fields of all four input schemas are delivered to a <see cref="Reading.IRecordTarget"/>:
/// one numbering, so that one target serves all topics. Texts are strings; the others say what the number is.
/// </summary>
public enum EventField : byte
{
    /// <summary>Text, required.</summary>
    EventId = 0,

    /// <summary>Number: an <see cref="EventType"/>.</summary>
    Type = 1,

    /// <summary>Number: milliseconds since the epoch, required.</summary>
    EventTime = 2,

    /// <summary>Number: milliseconds since the epoch.</summary>
    SentAt = 3,

    /// <summary>Text.</summary>
    AnonymousId = 4,

    /// <summary>Text.</summary>
    CustomerId = 5,

    /// <summary>Text.</summary>
    SessionId = 6,

    /// <summary>Number: a <see cref="Events.Channel"/>, always delivered.</summary>
    Channel = 7,

    /// <summary>Text.</summary>
    UserAgent = 8,

    /// <summary>Text.</summary>
    Url = 9,

    /// <summary>Text.</summary>
    Referrer = 10,

    /// <summary>Text.</summary>
    Campaign = 11,

    /// <summary>Text.</summary>
    Locale = 12,

    /// <summary>Text.</summary>
    TimeZone = 13,

    /// <summary>Text.</summary>
    Country = 14,

    /// <summary>Text; clickstream.</summary>
    ProductId = 15,

    /// <summary>Text; clickstream.</summary>
    Query = 16,

    /// <summary>Number: milliseconds; clickstream.</summary>
    DwellMs = 17,

    /// <summary>Text; carts, orders.</summary>
    CartId = 18,

    /// <summary>Text; carts.</summary>
    TargetCartId = 19,

    /// <summary>Text; carts, orders.</summary>
    CheckoutId = 20,

    /// <summary>Items: the lines; carts, orders.</summary>
    Lines = 21,

    /// <summary>Text of a line, required.</summary>
    LineProductId = 22,

    /// <summary>Text of a line.</summary>
    LineVariant = 23,

    /// <summary>Number of a line: how many, required.</summary>
    LineQuantity = 24,

    /// <summary>Number of a line: money in ten-thousandths.</summary>
    LineUnitPrice = 25,

    /// <summary>Text; carts, orders, customers.</summary>
    Currency = 26,

    /// <summary>Text; carts.</summary>
    Step = 27,

    /// <summary>Text; carts.</summary>
    ErrorCode = 28,

    /// <summary>Number: an <see cref="Events.ErrorKind"/>, always delivered; carts.</summary>
    ErrorKind = 29,

    /// <summary>Text; carts.</summary>
    Coupon = 30,

    /// <summary>Text; orders.</summary>
    OrderId = 31,

    /// <summary>Number: money in ten-thousandths; orders.</summary>
    Discount = 32,

    /// <summary>Number: money in ten-thousandths; orders.</summary>
    Tax = 33,

    /// <summary>Number: money in ten-thousandths; orders.</summary>
    Shipping = 34,

    /// <summary>Text; orders.</summary>
    RefundId = 35,

    /// <summary>Number: money in ten-thousandths; orders.</summary>
    RefundAmount = 36,

    /// <summary>Text; orders.</summary>
    Reason = 37,

    /// <summary>Number: money in ten-thousandths; orders.</summary>
    Costs = 38,

    /// <summary>Number: 1 for a test order, else 0, always delivered; orders.</summary>
    Test = 39,

    /// <summary>Text; customers.</summary>
    Purpose = 40,

    /// <summary>Number: 1 when granted, 0 when revoked; customers.</summary>
    Granted = 41,

    /// <summary>Number from 1 to 5; customers.</summary>
    Rating = 42,

    /// <summary>Text; customers.</summary>
    Comment = 43,

    /// <summary>Number: money in ten-thousandths; customers.</summary>
    Spend = 44,
}
