using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>Fills what is particular to a topic. Only what the event carries is judged.</summary>
internal static class SegmentBody
{
    private const long DefaultQuantity = 1;

    public static void Fill(EventDraft draft, SegmentCall call)
    {
        switch (draft.Event.Topic)
        {
            case EventTopic.Clickstream: FillClick(draft.Event, call); break;
            case EventTopic.Carts: FillCart(draft, call); break;
            case EventTopic.Orders: FillOrder(draft, call); break;
            default: FillCustomer(draft.Event, call); break;
        }
    }

    private static void FillClick(EventData data, SegmentCall call)
    {
        data.ProductId = call.Own.Product;
        data.Query = call.Query;
        if (data.Type is EventType.EmailOpen or EventType.EmailClick) data.Channel = Channel.Email;
    }

    private static void FillCart(EventDraft draft, SegmentCall call)
    {
        var data = draft.Event;
        data.CartId = call.CartId;
        data.CheckoutId = call.CheckoutId;
        data.Currency = call.Currency;
        data.Step = call.Step;
        if (data.Type is EventType.Add or EventType.Remove) AddLine(draft, call.Own);
        if (data.Type == EventType.CheckoutStart) AddLines(draft, call);
        if (data.Type == EventType.CouponApplied) data.Coupon = call.CouponName ?? call.CouponId ?? call.Coupon;
    }

    private static void FillOrder(EventDraft draft, SegmentCall call)
    {
        var data = draft.Event;
        data.OrderId = call.OrderId;
        data.CartId = call.CartId;
        data.CheckoutId = call.CheckoutId;
        data.Currency = call.Currency;
        data.Reason = call.Reason;
        if (data.Type == EventType.Cancelled) return;
        AddLines(draft, call);
        if (data.Type == EventType.Refunded)
        {
            data.RefundId = call.RefundId;
            data.RefundAmount = Amount(draft, call.Total, "total");
            return;
        }
        data.Discount = Amount(draft, call.Discount, "discount");
        data.Tax = Amount(draft, call.Tax, "tax");
        data.Shipping = Amount(draft, call.Shipping, "shipping");
    }

    private static void FillCustomer(EventData data, SegmentCall call)
    {
        if (data.Type == EventType.ConsentChanged)
        {
            data.Purpose = "marketing";
            data.Granted = false;
        }
        if (data.Type == EventType.Feedback && call.Rating.Value is { } rating
            && Amounts.TryWhole(rating, out var stars) && stars is >= 1 and <= 5)
            data.Rating = (int)stars;
    }

    private static void AddLines(EventDraft draft, SegmentCall call)
    {
        foreach (var line in call.Products) AddLine(draft, line);
        if (call.HasTooManyProducts)
            draft.Fail(RejectReason.TooLarge, $"There are more than {Limits.MaxEventLines} products.");
    }

    private static void AddLine(EventDraft draft, SegmentLine line)
    {
        if (line.Product is null) draft.Missing("product_id");
        if (line.IsQuantityIll) draft.Fail(RejectReason.InvalidQuantity, "quantity is not a whole number of 64 bits.");
        if (line.IsPriceIll) draft.Fail(RejectReason.InvalidAmount, $"price is not a number below {Amounts.Bound}.");
        var quantity = line.Quantity ?? DefaultQuantity;
        draft.Event.Lines.Add(new EventLine(line.Product ?? "", line.Variant, quantity, line.Price));
    }

    private static decimal? Amount(EventDraft draft, SegmentAmount amount, string field)
    {
        if (amount.IsIll) draft.Fail(RejectReason.InvalidAmount, $"{field} is not a number below {Amounts.Bound}.");
        return amount.Value;
    }
}
