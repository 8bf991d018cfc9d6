namespace StreamEngine.Connectors.Files.Formats.Events;

/// <summary>The properties of an event in JSON; their names are these with a lower-case first letter.</summary>
internal enum EventProperty : byte
{
    Topic,
    Type,
    EventId,
    EventTime,
    SentAt,
    AnonymousId,
    CustomerId,
    SessionId,
    Channel,
    Context,
    ProductId,
    Query,
    DwellMs,
    CartId,
    TargetCartId,
    CheckoutId,
    Lines,
    Currency,
    Step,
    ErrorCode,
    ErrorKind,
    Coupon,
    OrderId,
    Discount,
    Tax,
    Shipping,
    RefundId,
    RefundAmount,
    Reason,
    Costs,
    Test,
    Purpose,
    Granted,
    Rating,
    Comment,
    Spend,
}

/// <summary>The properties of the context.</summary>
internal enum ContextProperty : byte
{
    UserAgent,
    Url,
    Referrer,
    Campaign,
    Locale,
    TimeZone,
    Country,
}

/// <summary>The properties of a line.</summary>
internal enum LineProperty : byte
{
    ProductId,
    Variant,
    Quantity,
    UnitPrice,
}
