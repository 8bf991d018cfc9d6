namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>What a call says, before it is known which event it is. Reused from call to call.</summary>
internal sealed class SegmentCall
{
    public string? Type { get; set; }
    public string? Event { get; set; }
    public string? MessageId { get; set; }
    public string? AnonymousId { get; set; }
    public string? UserId { get; set; }
    public string? Timestamp { get; set; }
    public string? OriginalTimestamp { get; set; }
    public string? SentAt { get; set; }
    public string? Channel { get; set; }

    public string? PageUrl { get; set; }
    public string? PageReferrer { get; set; }
    public string? Url { get; set; }
    public string? Referrer { get; set; }
    public string? UserAgent { get; set; }
    public string? Campaign { get; set; }
    public string? Locale { get; set; }
    public string? TimeZone { get; set; }
    public string? Country { get; set; }

    public string? Query { get; set; }
    public string? CartId { get; set; }
    public string? CheckoutId { get; set; }
    public string? OrderId { get; set; }
    public string? RefundId { get; set; }
    public string? Coupon { get; set; }
    public string? CouponId { get; set; }
    public string? CouponName { get; set; }
    public string? Currency { get; set; }
    public string? Step { get; set; }
    public string? Reason { get; set; }
    public SegmentAmount Total { get; set; }
    public SegmentAmount Shipping { get; set; }
    public SegmentAmount Tax { get; set; }
    public SegmentAmount Discount { get; set; }
    public SegmentAmount Rating { get; set; }

    /// <summary>The product that the call itself is about.</summary>
    public SegmentLine Own { get; set; }

    /// <summary>The products that the call lists.</summary>
    public List<SegmentLine> Products { get; } = [];

    /// <summary>True where there are more products than one event may have.</summary>
    public bool HasTooManyProducts { get; set; }

    public void Clear()
    {
        Type = Event = MessageId = AnonymousId = UserId = Timestamp = OriginalTimestamp = SentAt = Channel = null;
        PageUrl = PageReferrer = Url = Referrer = UserAgent = Campaign = Locale = TimeZone = Country = null;
        Query = CartId = CheckoutId = OrderId = RefundId = Coupon = CouponId = CouponName = Currency = Step = null;
        Reason = null;
        Total = Shipping = Tax = Discount = Rating = default;
        Own = default;
        Products.Clear();
        HasTooManyProducts = false;
    }
}
