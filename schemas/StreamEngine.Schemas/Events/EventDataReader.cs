using System.Text;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Events;

/// <summary>Reads messages back to <see cref="EventData"/>: for tools and tests, since it makes strings.</summary>
/// <param name="writers">The schemas that messages may name.</param>
public sealed class EventDataReader(WriterSchemas writers)
{
    private readonly EventDecoder _decoder = new(writers);

    /// <summary>Reads a message of that topic.</summary>
    /// <param name="topic">The topic that it came from.</param>
    /// <param name="message">Header and record.</param>
    /// <param name="data">Cleared, then filled; of no use when the read fails.</param>
    public DecodeResult Read(EventTopic topic, ReadOnlySpan<byte> message, EventData data)
    {
        data.Clear();
        data.Topic = topic;
        var target = new EventDataTarget(data);
        return _decoder.Decode(topic, message, ref target);
    }
}

/// <summary>Puts the fields of a record into an <see cref="EventData"/>.</summary>
internal struct EventDataTarget(EventData data) : IRecordTarget
{
    private string _productId = "";
    private string? _variant;
    private long _quantity;
    private decimal? _unitPrice;

    public readonly void BeginItem(int field)
    {
    }

    public void EndItem(int field)
    {
        data.Lines.Add(new EventLine(_productId, _variant, _quantity, _unitPrice));
        _variant = null;
        _unitPrice = null;
    }

    public void Number(int field, long value)
    {
        switch ((EventField)field)
        {
            case EventField.Type: data.Type = (EventType)value; break;
            case EventField.EventTime: data.EventTime = value; break;
            case EventField.SentAt: data.SentAt = value; break;
            case EventField.Channel: data.Channel = (Channel)value; break;
            case EventField.DwellMs: data.DwellMs = value; break;
            case EventField.LineQuantity: _quantity = value; break;
            case EventField.LineUnitPrice: _unitPrice = Money(value); break;
            case EventField.ErrorKind: data.ErrorKind = (ErrorKind)value; break;
            case EventField.Discount: data.Discount = Money(value); break;
            case EventField.Tax: data.Tax = Money(value); break;
            case EventField.Shipping: data.Shipping = Money(value); break;
            case EventField.RefundAmount: data.RefundAmount = Money(value); break;
            case EventField.Costs: data.Costs = Money(value); break;
            case EventField.Test: data.Test = value != 0; break;
            case EventField.Granted: data.Granted = value != 0; break;
            case EventField.Rating: data.Rating = (int)value; break;
            case EventField.Spend: data.Spend = Money(value); break;
        }
    }

    public void Text(int field, ReadOnlySpan<byte> value, int start)
    {
        var text = Encoding.UTF8.GetString(value);
        switch ((EventField)field)
        {
            case EventField.EventId: data.EventId = text; break;
            case EventField.AnonymousId: data.AnonymousId = text; break;
            case EventField.CustomerId: data.CustomerId = text; break;
            case EventField.SessionId: data.SessionId = text; break;
            case EventField.UserAgent: data.UserAgent = text; break;
            case EventField.Url: data.Url = text; break;
            case EventField.Referrer: data.Referrer = text; break;
            case EventField.Campaign: data.Campaign = text; break;
            case EventField.Locale: data.Locale = text; break;
            case EventField.TimeZone: data.TimeZone = text; break;
            case EventField.Country: data.Country = text; break;
            case EventField.ProductId: data.ProductId = text; break;
            case EventField.Query: data.Query = text; break;
            case EventField.CartId: data.CartId = text; break;
            case EventField.TargetCartId: data.TargetCartId = text; break;
            case EventField.CheckoutId: data.CheckoutId = text; break;
            case EventField.LineProductId: _productId = text; break;
            case EventField.LineVariant: _variant = text; break;
            case EventField.Currency: data.Currency = text; break;
            case EventField.Step: data.Step = text; break;
            case EventField.ErrorCode: data.ErrorCode = text; break;
            case EventField.Coupon: data.Coupon = text; break;
            case EventField.OrderId: data.OrderId = text; break;
            case EventField.RefundId: data.RefundId = text; break;
            case EventField.Reason: data.Reason = text; break;
            case EventField.Purpose: data.Purpose = text; break;
            case EventField.Comment: data.Comment = text; break;
        }
    }

    private static decimal Money(long unscaled) => unscaled / 10_000m;
}
