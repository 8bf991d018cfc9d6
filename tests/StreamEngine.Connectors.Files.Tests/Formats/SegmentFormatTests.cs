using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Tests.Formats;

public sealed class SegmentFormatTests : IDisposable
{
    private const string Head =
        "\"messageId\":\"m\",\"timestamp\":\"2019-10-01T02:50:00.000Z\",\"anonymousId\":\"a\",\"userId\":\"u\"";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("Products Searched", EventType.Search)]
    [InlineData("Product List Viewed", EventType.ListView)]
    [InlineData("Product List Filtered", EventType.ListView)]
    [InlineData("Promotion Viewed", EventType.PromotionView)]
    [InlineData("Promotion Clicked", EventType.PromotionClick)]
    [InlineData("Product Clicked", EventType.ListClick)]
    [InlineData("Product Viewed", EventType.ProductView)]
    [InlineData("Product Shared", EventType.Share)]
    [InlineData("Cart Shared", EventType.Share)]
    [InlineData("Product Added to Wishlist", EventType.WishlistAdd)]
    [InlineData("Product Removed from Wishlist", EventType.WishlistRemove)]
    [InlineData("Email Opened", EventType.EmailOpen)]
    [InlineData("Email Link Clicked", EventType.EmailClick)]
    [InlineData("Product Added", EventType.Add)]
    [InlineData("Wishlist Product Added to Cart", EventType.Add)]
    [InlineData("Product Removed", EventType.Remove)]
    [InlineData("Cart Viewed", EventType.View)]
    [InlineData("Checkout Started", EventType.CheckoutStart)]
    [InlineData("Checkout Step Viewed", EventType.CheckoutStep)]
    [InlineData("Checkout Step Completed", EventType.CheckoutStep)]
    [InlineData("Payment Info Entered", EventType.PaymentInfo)]
    [InlineData("Coupon Applied", EventType.CouponApplied)]
    [InlineData("Order Completed", EventType.Placed)]
    [InlineData("Order Updated", EventType.Updated)]
    [InlineData("Order Cancelled", EventType.Cancelled)]
    [InlineData("Order Refunded", EventType.Refunded)]
    [InlineData("Product Reviewed", EventType.Feedback)]
    [InlineData("Unsubscribed", EventType.ConsentChanged)]
    [InlineData("order COMPLETED", EventType.Placed)]
    public void A_track_call_is_the_event_of_its_name(string name, EventType type)
    {
        var reading = Track(name, "\"product_id\":\"p\"");
        Assert.Equal(type, reading.Event.Type);
        Assert.Equal("customer:u", reading.Records[0].Key);
    }

    [Theory]
    [InlineData("page", EventType.PageView, Channel.Web)]
    [InlineData("screen", EventType.PageView, Channel.App)]
    [InlineData("identify", EventType.Identified, Channel.Web)]
    public void Other_calls_are_events_too(string call, EventType type, Channel channel)
    {
        var data = Read($$$"""{"type":"{{{call}}}",{{{Head}}}}""").Event;
        Assert.Equal((type, channel), (data.Type, data.Channel));
    }

    [Fact]
    public void The_envelope_is_read_from_the_call_and_its_context()
    {
        var data = Read(
            $$$"""
            {"type":"track","event":"Products Searched",{{{Head}}},"originalTimestamp":"x","sentAt":"y",
            "channel":"mobile",
            "context":{"page":{"url":"https://shop/x","referrer":"https://search","title":"t"},"userAgent":"ua",
            "campaign":{"name":"spring","source":"s"},"locale":"de-AT","timezone":"Europe/Vienna",
            "location":{"country":"AT"},
            "ip":"::1","library":{"name":"js"}},"properties":{"query":"shoes","url":"no"},"integrations":{}}
            """.ReplaceLineEndings("")).Event;
        Assert.Equal(("m", 1569898200000, null), (data.EventId, data.EventTime, data.SentAt));
        Assert.Equal(("a", "u", Channel.App), (data.AnonymousId, data.CustomerId, data.Channel));
        Assert.Equal(("https://shop/x", "https://search"), (data.Url, data.Referrer));
        Assert.Equal(("ua", "spring"), (data.UserAgent, data.Campaign));
        Assert.Equal(("de-AT", "Europe/Vienna", "AT", "shoes"), (data.Locale, data.TimeZone, data.Country, data.Query));
    }

    [Fact]
    public void A_raw_call_has_the_device_time_and_keeps_sentAt_for_its_correction()
    {
        var data = Read("""
            {"type":"page","anonymousId":"a","originalTimestamp":"2019-10-01T02:50:00Z","sentAt":"2019-10-01T02:50:03Z"}
            """.Trim()).Event;
        Assert.Equal((1569898200000, 1569898203000), (data.EventTime, data.SentAt));
        Assert.Equal(32, data.EventId.Length);
    }

    [Fact]
    public void Lines_take_numbers_as_texts_and_have_defaults()
    {
        var data = Track("Product Added", "\"sku\":\"k\",\"price\":\"9.90\",\"currency\":\"USD\",\"cart_id\":7").Event;
        Assert.Equal([new("k", null, 1, 9.9m)], data.Lines);
        Assert.Equal(("USD", "7"), (data.Currency, data.CartId));
        data = Track("Product Removed",
            "\"product_id\":12,\"sku\":\"k\",\"quantity\":\"2\",\"variant\":\"red\",\"price\":null").Event;
        Assert.Equal([new("12", "red", 2, null)], data.Lines);
    }

    [Fact]
    public void A_checkout_has_its_products_ids_and_step()
    {
        var data = Track("Checkout Started",
            """
            "checkout_id":"h","cart_id":"k","order_id":"o","products":[{"product_id":"p","price":1,"quantity":3}]
            """.Trim()).Event;
        Assert.Equal(("h", "k"), (data.CheckoutId, data.CartId));
        Assert.Equal([new("p", null, 3, 1m)], data.Lines);
        Assert.Equal("2", Track("Checkout Step Completed", "\"checkout_id\":\"h\",\"step\":2").Event.Step);
        Assert.Equal("SAVE", Track("Coupon Applied", "\"coupon_id\":\"x\",\"coupon_name\":\"SAVE\"").Event.Coupon);
    }

    [Fact]
    public void An_order_has_its_amounts_and_a_refund_its_total()
    {
        var order =
            """
            "order_id":"o","checkout_id":"h","cart_id":"k","total":27.5,"revenue":25,"shipping":3,"tax":"2",
            "discount":2.5,"currency":"EUR","reason":"late","products":[{"product_id":"p","price":10,"quantity":2}]
            """.ReplaceLineEndings("");
        var placed = Track("Order Completed", order).Event;
        Assert.Equal(("o", "h", "k", "EUR"), (placed.OrderId, placed.CheckoutId, placed.CartId, placed.Currency));
        Assert.Equal((3m, 2m, 2.5m, null), (placed.Shipping, placed.Tax, placed.Discount, placed.RefundAmount));
        Assert.Equal([new("p", null, 2, 10m)], placed.Lines);
        var refund = Track("Order Refunded", order).Event;
        Assert.Equal((27.5m, "late", null), (refund.RefundAmount, refund.Reason, refund.Discount));
        Assert.Single(refund.Lines);
        var cancelled = Track("Order Cancelled", order).Event;
        Assert.Equal(("o", "late"), (cancelled.OrderId, cancelled.Reason));
        Assert.Empty(cancelled.Lines);
    }

    [Fact]
    public void Customers_review_and_unsubscribe()
    {
        Assert.Equal(4, Track("Product Reviewed", "\"rating\":\"4\"").Event.Rating);
        Assert.Null(Track("Product Reviewed", "\"rating\":4.5").Event.Rating);
        Assert.Null(Track("Product Reviewed", "\"rating\":9").Event.Rating);
        var data = Track("Unsubscribed", "").Event;
        Assert.Equal(("marketing", false), (data.Purpose, data.Granted));
    }

    [Theory]
    [InlineData("\"type\":\"group\"")]
    [InlineData("\"type\":\"alias\"")]
    [InlineData("\"type\":\"track\",\"event\":\"Coupon Denied\"")]
    [InlineData("\"type\":\"track\",\"event\":\"Application Opened\",\"properties\":{\"price\":\"x\"}")]
    public void Known_calls_that_carry_nothing_are_filtered(string call)
    {
        var reading = Read($$$"""{{{{call}}}}""");
        Assert.Equal(1, reading.Filtered[FilteredRows.UnmappedEvent]);
        Assert.Equal(1, reading.Read);
    }

    [Theory]
    [InlineData("{\"type\":", RejectReason.Malformed)]
    [InlineData("\"page\"", RejectReason.Malformed)]
    [InlineData("{}", RejectReason.MissingField)]
    [InlineData($$$"""{"type":"track",{{{Head}}}}""", RejectReason.MissingField)]
    [InlineData("""{"type":"page","anonymousId":"a"}""", RejectReason.MissingField)]
    [InlineData($$$"""{"type":"track","event":"Product Added",{{{Head}}}}""", RejectReason.MissingField)]
    [InlineData($$$"""{"type":"track","event":"Order Completed",{{{Head}}},"properties":{"products":[{}]}}""",
        RejectReason.MissingField)]
    [InlineData("""{"type":"page","anonymousId":"a","timestamp":"2019-10-01T02:50:00"}""", RejectReason.Malformed)]
    [InlineData("""{"type":"page","anonymousId":"a","timestamp":{}}""", RejectReason.MissingField)]
    [InlineData($$$"""{"type":"track","event":"Tea Drunk",{{{Head}}}}""", RejectReason.UnknownType)]
    [InlineData($$$"""{"type":"shout",{{{Head}}}}""", RejectReason.UnknownType)]
    [InlineData("""{"type":"page","timestamp":"2019-10-01T02:50:00Z","userId":""}""", RejectReason.NoIdentity)]
    [InlineData($$$"""{"type":"track","event":"Product Added",{{{Head}}},"properties":{"sku":"p","quantity":"1.5"}}""",
        RejectReason.InvalidQuantity)]
    [InlineData($$$"""{"type":"track","event":"Product Added",{{{Head}}},"properties":{"sku":"p","price":"x"}}""",
        RejectReason.InvalidAmount)]
    [InlineData($$$"""{"type":"track","event":"Order Completed",{{{Head}}},"properties":{"tax":[]}}""",
        RejectReason.InvalidAmount)]
    public void What_is_wrong_is_said(string line, RejectReason reason)
    {
        var reading = Read(line);
        Assert.Empty(reading.Records);
        Assert.Equal(reason, reading.Reject.Reason);
        Assert.Equal(line, Encoding.UTF8.GetString(reading.Reject.Payload));
    }

    private SourceReading Track(string name, string properties) =>
        Read($$$"""{"type":"track","event":"{{{name}}}",{{{Head}}},"properties":{{{{properties}}}}}""");

    private SourceReading Read(params string[] lines) => _work.Read("segment", string.Join('\n', lines));
}
