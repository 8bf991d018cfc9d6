using System.Buffers;
using System.Text;
using StreamEngine.Schemas.Writing;

namespace StreamEngine.Schemas.Events;

/// <summary>
/// Writes the record of an event, field by field in the order of its schema. The first fault is kept; what is written
/// after it is thrown away by the caller.
/// </summary>
internal ref struct EventBodyWriter(IBufferWriter<byte> output)
{
    private const int MoneyPrecision = 18;
    private const int Null = 0;
    private const int Value = 1;
    private AvroWriter _writer = new(output);
    private EncodeResult _fault;

    internal EncodeResult Write(EventData data)
    {
        Envelope(data);
        switch (data.Topic)
        {
            case EventTopic.Clickstream:
                Click(data);
                break;
            case EventTopic.Carts:
                Cart(data);
                break;
            case EventTopic.Orders:
                Order(data);
                break;
            default:
                Customer(data);
                break;
        }
        _writer.Flush();
        return _fault;
    }

    private void Envelope(EventData data)
    {
        Required(EventField.EventId, data.EventId);
        var type = EventSymbols.IndexOf(data.Topic, data.Type);
        if (type < 0) Fail(EncodeError.TypeOfAnotherTopic, EventField.Type);
        _writer.Enum(type);
        _writer.Long(data.EventTime);
        Number(data.SentAt);
        Text(EventField.AnonymousId, data.AnonymousId);
        Text(EventField.CustomerId, data.CustomerId);
        Text(EventField.SessionId, data.SessionId);
        _writer.Enum((int)data.Channel);
        Context(data);
    }

    private void Context(EventData data)
    {
        var isStated = (data.UserAgent ?? data.Url ?? data.Referrer ?? data.Campaign ?? data.Locale ?? data.TimeZone
            ?? data.Country) is not null;
        _writer.Union(isStated ? Value : Null);
        if (!isStated) return;
        Text(EventField.UserAgent, data.UserAgent);
        Text(EventField.Url, data.Url);
        Text(EventField.Referrer, data.Referrer);
        Text(EventField.Campaign, data.Campaign);
        Text(EventField.Locale, data.Locale);
        Text(EventField.TimeZone, data.TimeZone);
        Text(EventField.Country, data.Country);
    }

    private void Click(EventData data)
    {
        Text(EventField.ProductId, data.ProductId);
        Text(EventField.Query, data.Query);
        Number(data.DwellMs);
    }

    private void Cart(EventData data)
    {
        Text(EventField.CartId, data.CartId);
        Text(EventField.TargetCartId, data.TargetCartId);
        Text(EventField.CheckoutId, data.CheckoutId);
        Lines(data.Lines);
        Text(EventField.Currency, data.Currency);
        Text(EventField.Step, data.Step);
        Text(EventField.ErrorCode, data.ErrorCode);
        _writer.Enum((int)data.ErrorKind);
        Text(EventField.Coupon, data.Coupon);
    }

    private void Order(EventData data)
    {
        Text(EventField.OrderId, data.OrderId);
        Text(EventField.CartId, data.CartId);
        Text(EventField.CheckoutId, data.CheckoutId);
        Lines(data.Lines);
        Text(EventField.Currency, data.Currency);
        Money(EventField.Discount, data.Discount);
        Money(EventField.Tax, data.Tax);
        Money(EventField.Shipping, data.Shipping);
        Text(EventField.RefundId, data.RefundId);
        Money(EventField.RefundAmount, data.RefundAmount);
        Text(EventField.Reason, data.Reason);
        Money(EventField.Costs, data.Costs);
        _writer.Boolean(data.Test);
    }

    private void Customer(EventData data)
    {
        Text(EventField.Purpose, data.Purpose);
        _writer.Union(data.Granted is null ? Null : Value);
        if (data.Granted is { } granted) _writer.Boolean(granted);
        Number(data.Rating);
        Text(EventField.Comment, data.Comment);
        Money(EventField.Spend, data.Spend);
        Text(EventField.Currency, data.Currency);
    }

    private void Lines(List<EventLine> lines)
    {
        if (lines.Count > Limits.Items) Fail(EncodeError.TooLarge, EventField.Lines);
        _writer.BeginItems(lines.Count);
        foreach (var line in lines)
        {
            Required(EventField.LineProductId, line.ProductId);
            Text(EventField.LineVariant, line.Variant);
            _writer.Long(line.Quantity);
            Money(EventField.LineUnitPrice, line.UnitPrice);
        }
        _writer.EndItems();
    }

    private void Text(EventField field, string? value)
    {
        _writer.Union(value is null ? Null : Value);
        if (value is not null) Required(field, value);
    }

    private void Required(EventField field, string value)
    {
        if (_writer.TryText(value, Limits.TextBytes)) return;
        var isTooLong = Encoding.UTF8.GetByteCount(value) > Limits.TextBytes;
        Fail(isTooLong ? EncodeError.TooLarge : EncodeError.InvalidText, field);
    }

    private void Number(long? value)
    {
        _writer.Union(value is null ? Null : Value);
        if (value is { } number) _writer.Long(number);
    }

    private void Money(EventField field, decimal? value)
    {
        _writer.Union(value is null ? Null : Value);
        if (value is { } amount && !_writer.TryDecimal(amount, MoneyPrecision, EventFields.MoneyScale))
            Fail(EncodeError.AmountOutOfRange, field);
    }

    private void Fail(EncodeError error, EventField field)
    {
        if (_fault.IsSuccess) _fault = new EncodeResult(error, field);
    }
}
