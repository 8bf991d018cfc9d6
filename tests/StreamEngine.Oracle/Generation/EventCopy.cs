using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

internal static class EventCopy
{
    public static EventData Of(EventData e)
    {
        var copy = new EventData
        {
            Topic = e.Topic,
            Type = e.Type,
            EventId = e.EventId,
            EventTime = e.EventTime,
            SentAt = e.SentAt,
            AnonymousId = e.AnonymousId,
            CustomerId = e.CustomerId,
            SessionId = e.SessionId,
            Channel = e.Channel,
            UserAgent = e.UserAgent,
            Url = e.Url,
            Referrer = e.Referrer,
            Campaign = e.Campaign,
            Locale = e.Locale,
            TimeZone = e.TimeZone,
            Country = e.Country,
            ProductId = e.ProductId,
            Query = e.Query,
            DwellMs = e.DwellMs,
            CartId = e.CartId,
            TargetCartId = e.TargetCartId,
            CheckoutId = e.CheckoutId,
            Currency = e.Currency,
            Step = e.Step,
            ErrorCode = e.ErrorCode,
            ErrorKind = e.ErrorKind,
            Coupon = e.Coupon,
            OrderId = e.OrderId,
            Discount = e.Discount,
            Tax = e.Tax,
            Shipping = e.Shipping,
            RefundId = e.RefundId,
            RefundAmount = e.RefundAmount,
            Reason = e.Reason,
            Costs = e.Costs,
            Test = e.Test,
            Purpose = e.Purpose,
            Granted = e.Granted,
            Rating = e.Rating,
            Comment = e.Comment,
            Spend = e.Spend,
        };
        copy.Lines.AddRange(e.Lines);
        return copy;
    }
}
