using StreamEngine.Commerce.Privacy;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Commerce.Events;

/// <summary>Takes the fields of a message into a pooled event; texts stay where they are in the message.</summary>
internal readonly struct EventTarget(ShopEvent shopEvent) : IRecordTarget
{
    public void Number(int field, long value)
    {
        switch ((EventField)field)
        {
            case EventField.Type: shopEvent.Type = (EventType)value; break;
            case EventField.EventTime: shopEvent.Time = value; break;
            case EventField.SentAt: shopEvent.SentAt = value; break;
            case EventField.Channel: shopEvent.Channel = (Channel)value; break;
            case EventField.DwellMs: shopEvent.DwellMs = value; break;
            case EventField.LineQuantity: shopEvent.LastLine.Quantity = value; break;
            case EventField.LineUnitPrice:
                shopEvent.LastLine.Price = value;
                shopEvent.LastLine.HasPrice = true;
                break;
            case EventField.ErrorKind: shopEvent.ErrorKind = (ErrorKind)value; break;
            case EventField.Discount: shopEvent.Discount = value; break;
            case EventField.Tax: shopEvent.Tax = value; break;
            case EventField.Shipping: shopEvent.Shipping = value; break;
            case EventField.RefundAmount: shopEvent.RefundAmount = value; break;
            case EventField.Costs: shopEvent.Costs = value; break;
            case EventField.Test: shopEvent.IsTest = value != 0; break;
            case EventField.Granted: shopEvent.Granted = value != 0; break;
            case EventField.Rating: shopEvent.Rating = (int)value; break;
            case EventField.Spend: shopEvent.Spend = value; break;
        }
    }

    public void Text(int field, ReadOnlySpan<byte> value, int start)
    {
        // A default of the schema lies outside the message; those of texts are all empty.
        if (start < 0) return;
        var slice = new Slice(start, value.Length);
        switch ((EventField)field)
        {
            case EventField.EventId: shopEvent.EventId = slice; break;
            case EventField.AnonymousId: shopEvent.AnonymousId = slice; break;
            case EventField.CustomerId: shopEvent.CustomerId = slice; break;
            case EventField.UserAgent: shopEvent.UserAgent = slice; break;
            case EventField.Campaign:
                shopEvent.Campaign = slice;
                // Digits alone are the campaign's id.
                if (value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) Note(value, slice);
                break;
            case EventField.TimeZone: shopEvent.TimeZone = slice; break;
            case EventField.Country: shopEvent.Country = slice; break;
            case EventField.ProductId: shopEvent.ProductId = slice; break;
            case EventField.CartId: shopEvent.CartId = slice; break;
            case EventField.TargetCartId: shopEvent.TargetCartId = slice; break;
            case EventField.CheckoutId: shopEvent.CheckoutId = slice; break;
            case EventField.LineProductId: shopEvent.LastLine.Product = slice; break;
            case EventField.LineVariant: shopEvent.LastLine.Variant = slice; break;
            case EventField.Currency: shopEvent.Currency = slice; break;
            case EventField.Step:
                shopEvent.Step = slice;
                Note(value, slice);
                break;
            case EventField.ErrorCode:
                shopEvent.ErrorCode = slice;
                Note(value, slice);
                break;
            case EventField.OrderId: shopEvent.OrderId = slice; break;
            case EventField.RefundId: shopEvent.RefundId = slice; break;
            case EventField.Reason:
                shopEvent.Reason = slice;
                Note(value, slice);
                break;
            case EventField.Url or EventField.Referrer or EventField.Query or EventField.Comment or EventField.Coupon:
                Note(value, slice);
                break;
            case EventField.Purpose: shopEvent.Purpose = slice; break;
        }
    }

    private void Note(ReadOnlySpan<byte> value, Slice slice)
    {
        if (PersonalData.MayHold(value)) shopEvent.NoteText(slice);
    }

    public void BeginItem(int field) => shopEvent.AddLine();

    public void EndItem(int field)
    {
    }
}
