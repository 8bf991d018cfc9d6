using StreamEngine.Connectors.Files.Json;

namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>The names of properties, one table for each object of a call.</summary>
internal static class SegmentNames
{
    public static readonly NameTable<SegmentProperty> Call = new([
        new("type", SegmentProperty.Type),
        new("event", SegmentProperty.Event),
        new("messageId", SegmentProperty.MessageId),
        new("anonymousId", SegmentProperty.AnonymousId),
        new("userId", SegmentProperty.UserId),
        new("timestamp", SegmentProperty.Timestamp),
        new("originalTimestamp", SegmentProperty.OriginalTimestamp),
        new("sentAt", SegmentProperty.SentAt),
        new("channel", SegmentProperty.Channel),
        new("context", SegmentProperty.Context),
        new("properties", SegmentProperty.Properties),
    ]);

    public static readonly NameTable<SegmentProperty> Context = new([
        new("page", SegmentProperty.Page),
        new("campaign", SegmentProperty.Campaign),
        new("location", SegmentProperty.Location),
        new("userAgent", SegmentProperty.UserAgent),
        new("locale", SegmentProperty.Locale),
        new("timezone", SegmentProperty.TimeZone),
    ]);

    public static readonly NameTable<SegmentProperty> Page = new([
        new("url", SegmentProperty.Url),
        new("referrer", SegmentProperty.Referrer),
    ]);

    public static readonly NameTable<SegmentProperty> Campaign = new([new("name", SegmentProperty.Name)]);

    public static readonly NameTable<SegmentProperty> Location = new([new("country", SegmentProperty.Country)]);

    public static readonly NameTable<SegmentProperty> Properties = new([
        new("url", SegmentProperty.Url),
        new("referrer", SegmentProperty.Referrer),
        new("query", SegmentProperty.Query),
        new("product_id", SegmentProperty.ProductId),
        new("sku", SegmentProperty.Sku),
        new("variant", SegmentProperty.Variant),
        new("price", SegmentProperty.Price),
        new("quantity", SegmentProperty.Quantity),
        new("products", SegmentProperty.Products),
        new("cart_id", SegmentProperty.CartId),
        new("checkout_id", SegmentProperty.CheckoutId),
        new("order_id", SegmentProperty.OrderId),
        new("refund_id", SegmentProperty.RefundId),
        new("total", SegmentProperty.Total),
        new("shipping", SegmentProperty.Shipping),
        new("tax", SegmentProperty.Tax),
        new("discount", SegmentProperty.Discount),
        new("coupon", SegmentProperty.Coupon),
        new("coupon_id", SegmentProperty.CouponId),
        new("coupon_name", SegmentProperty.CouponName),
        new("currency", SegmentProperty.Currency),
        new("step", SegmentProperty.Step),
        new("reason", SegmentProperty.Reason),
        new("rating", SegmentProperty.Rating),
    ]);
}
