namespace StreamEngine.Schemas.Events;

/// <summary>
/// One input event as a producer states it, all four topics in one shape. A producer fills the fields of its topic and
/// leaves the others null. The object is meant to be reused: <see cref="Clear"/> resets it.
/// </summary>
public sealed class EventData
{
    public EventTopic Topic { get; set; }
    public EventType Type { get; set; }

    /// <summary>Unique per customer and topic; required.</summary>
    public string EventId { get; set; } = "";

    /// <summary>The moment of the act, milliseconds since 1970-01-01T00:00:00Z; required.</summary>
    public long EventTime { get; set; }

    /// <summary>The device's clock when it sent the event, milliseconds since the epoch.</summary>
    public long? SentAt { get; set; }

    public string? AnonymousId { get; set; }
    public string? CustomerId { get; set; }
    public string? SessionId { get; set; }
    public Channel Channel { get; set; }

    public string? UserAgent { get; set; }
    public string? Url { get; set; }
    public string? Referrer { get; set; }
    public string? Campaign { get; set; }
    public string? Locale { get; set; }
    public string? TimeZone { get; set; }
    public string? Country { get; set; }

    /// <summary>Clickstream: the product looked at.</summary>
    public string? ProductId { get; set; }
    public string? Query { get; set; }
    public long? DwellMs { get; set; }

    /// <summary>Carts and orders. Null means the customer's implicit cart.</summary>
    public string? CartId { get; set; }
    public string? TargetCartId { get; set; }
    public string? CheckoutId { get; set; }

    /// <summary>Lines of a cart or order event; empty where the event states none.</summary>
    public List<EventLine> Lines { get; } = [];
    public string? Currency { get; set; }
    public string? Step { get; set; }
    public string? ErrorCode { get; set; }
    public ErrorKind ErrorKind { get; set; }
    public string? Coupon { get; set; }

    public string? OrderId { get; set; }
    public decimal? Discount { get; set; }
    public decimal? Tax { get; set; }
    public decimal? Shipping { get; set; }
    public string? RefundId { get; set; }
    public decimal? RefundAmount { get; set; }
    public string? Reason { get; set; }

    /// <summary>What the order cost the shop (goods, fulfilment), for the profit margin.</summary>
    public decimal? Costs { get; set; }

    /// <summary>A test order acts on carts and triggers and counts in no figure.</summary>
    public bool Test { get; set; }

    /// <summary>Customers: the purpose of a consent, for instance <c>marketing</c>.</summary>
    public string? Purpose { get; set; }
    public bool? Granted { get; set; }

    /// <summary>Customers: feedback from 1 (worst) to 5 (best).</summary>
    public int? Rating { get; set; }
    public string? Comment { get; set; }

    /// <summary>Customers, contacted: marketing money spent on this contact, for acquisition cost.</summary>
    public decimal? Spend { get; set; }

    /// <summary>Resets every field to its default, keeping the list of lines for reuse.</summary>
    public void Clear()
    {
        Topic = default; Type = default; EventId = ""; EventTime = 0; SentAt = null;
        AnonymousId = CustomerId = SessionId = null; Channel = default;
        UserAgent = Url = Referrer = Campaign = Locale = TimeZone = Country = null;
        ProductId = Query = null; DwellMs = null;
        CartId = TargetCartId = CheckoutId = null; Lines.Clear(); Currency = Step = ErrorCode = Coupon = null;
        ErrorKind = default;
        OrderId = null; Discount = Tax = Shipping = RefundAmount = Costs = null; RefundId = Reason = null; Test = false;
        Purpose = null; Granted = null; Rating = null; Comment = null; Spend = null;
    }
}

/// <summary>A line of a cart or order. Quantity is whole; a missing price is null, 0 is a price.</summary>
public readonly record struct EventLine(string ProductId, string? Variant, long Quantity, decimal? UnitPrice);
