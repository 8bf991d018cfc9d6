using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>
/// Reads the JSON of a call. Sources are loose with kinds: numbers may be texts and ids numbers, and a value of a kind
/// that says nothing is as good as none.
/// </summary>
internal sealed class SegmentReader
{
    private readonly TextPool _texts = new();
    private readonly SegmentCall _call;

    public SegmentReader(SegmentCall call) => _call = call;

    /// <summary>Fills the call.</summary>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    public void Read(ReadOnlySpan<byte> line)
    {
        _call.Clear();
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(JsonTokens.NotJson);
        ReadObject(ref reader, SegmentNames.Call);
        // Nothing may follow the object.
        reader.Read();
    }

    private void ReadObject(ref Utf8JsonReader reader, NameTable<SegmentProperty> names)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = names.TryGet(ref reader, out var property);
            reader.Read();
            if (!isKnown) reader.Skip();
            else if (ReferenceEquals(names, SegmentNames.Properties)) ReadProperty(ref reader, property);
            else if (ReferenceEquals(names, SegmentNames.Call)) ReadCall(ref reader, property);
            else ReadContext(ref reader, property);
        }
    }

    private void ReadCall(ref Utf8JsonReader reader, SegmentProperty property)
    {
        switch (property)
        {
            case SegmentProperty.Type: _call.Type = Text(ref reader); break;
            case SegmentProperty.Event: _call.Event = Text(ref reader); break;
            case SegmentProperty.MessageId: _call.MessageId = Text(ref reader); break;
            case SegmentProperty.AnonymousId: _call.AnonymousId = Text(ref reader); break;
            case SegmentProperty.UserId: _call.UserId = Text(ref reader); break;
            case SegmentProperty.Timestamp: _call.Timestamp = Text(ref reader); break;
            case SegmentProperty.OriginalTimestamp: _call.OriginalTimestamp = Text(ref reader); break;
            case SegmentProperty.SentAt: _call.SentAt = Text(ref reader); break;
            case SegmentProperty.Channel: _call.Channel = Text(ref reader); break;
            case SegmentProperty.Context: ReadObject(ref reader, SegmentNames.Context); break;
            case SegmentProperty.Properties: ReadObject(ref reader, SegmentNames.Properties); break;
            default: throw new ArgumentOutOfRangeException(nameof(property), property, null);
        }
    }

    private void ReadContext(ref Utf8JsonReader reader, SegmentProperty property)
    {
        switch (property)
        {
            case SegmentProperty.Page: ReadObject(ref reader, SegmentNames.Page); break;
            case SegmentProperty.Campaign: ReadObject(ref reader, SegmentNames.Campaign); break;
            case SegmentProperty.Location: ReadObject(ref reader, SegmentNames.Location); break;
            case SegmentProperty.UserAgent: _call.UserAgent = Text(ref reader); break;
            case SegmentProperty.Locale: _call.Locale = Text(ref reader); break;
            case SegmentProperty.TimeZone: _call.TimeZone = Text(ref reader); break;
            case SegmentProperty.Url: _call.PageUrl = Text(ref reader); break;
            case SegmentProperty.Referrer: _call.PageReferrer = Text(ref reader); break;
            case SegmentProperty.Name: _call.Campaign = Text(ref reader); break;
            case SegmentProperty.Country: _call.Country = Text(ref reader); break;
            default: throw new ArgumentOutOfRangeException(nameof(property), property, null);
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader, SegmentProperty property)
    {
        switch (property)
        {
            case SegmentProperty.Url: _call.Url = Text(ref reader); break;
            case SegmentProperty.Referrer: _call.Referrer = Text(ref reader); break;
            case SegmentProperty.Query: _call.Query = Text(ref reader); break;
            case SegmentProperty.CartId: _call.CartId = Text(ref reader); break;
            case SegmentProperty.CheckoutId: _call.CheckoutId = Text(ref reader); break;
            case SegmentProperty.OrderId: _call.OrderId = Text(ref reader); break;
            case SegmentProperty.RefundId: _call.RefundId = Text(ref reader); break;
            case SegmentProperty.Coupon: _call.Coupon = Text(ref reader); break;
            case SegmentProperty.CouponId: _call.CouponId = Text(ref reader); break;
            case SegmentProperty.CouponName: _call.CouponName = Text(ref reader); break;
            case SegmentProperty.Currency: _call.Currency = Text(ref reader); break;
            case SegmentProperty.Step: _call.Step = Text(ref reader); break;
            case SegmentProperty.Reason: _call.Reason = Text(ref reader); break;
            case SegmentProperty.Total: _call.Total = Amount(ref reader); break;
            case SegmentProperty.Shipping: _call.Shipping = Amount(ref reader); break;
            case SegmentProperty.Tax: _call.Tax = Amount(ref reader); break;
            case SegmentProperty.Discount: _call.Discount = Amount(ref reader); break;
            case SegmentProperty.Rating: _call.Rating = Amount(ref reader); break;
            case SegmentProperty.Products: ReadProducts(ref reader); break;
            default: _call.Own = WithProperty(_call.Own, ref reader, property); break;
        }
    }

    private void ReadProducts(ref Utf8JsonReader reader)
    {
        _call.Products.Clear();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var line = ReadProduct(ref reader);
            if (_call.Products.Count < Limits.MaxEventLines) _call.Products.Add(line);
            else _call.HasTooManyProducts = true;
        }
    }

    private SegmentLine ReadProduct(ref Utf8JsonReader reader)
    {
        var line = default(SegmentLine);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return line;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = SegmentNames.Properties.TryGet(ref reader, out var property);
            reader.Read();
            if (isKnown) line = WithProperty(line, ref reader, property);
            else reader.Skip();
        }
        return line;
    }

    private SegmentLine WithProperty(SegmentLine line, ref Utf8JsonReader reader, SegmentProperty property)
    {
        switch (property)
        {
            case SegmentProperty.ProductId: return line with { ProductId = Text(ref reader) };
            case SegmentProperty.Sku: return line with { Sku = Text(ref reader) };
            case SegmentProperty.Variant: return line with { Variant = Text(ref reader) };
            case SegmentProperty.Price:
                var price = Amount(ref reader);
                return line with { Price = price.Value, IsPriceIll = price.IsIll };
            case SegmentProperty.Quantity:
                var isWhole = JsonTokens.TryWhole(ref reader, allowString: true, out var quantity);
                var isIll = !isWhole && !IsNothing(ref reader);
                reader.Skip();
                return line with { Quantity = isWhole ? quantity : null, IsQuantityIll = isIll };
            default:
                reader.Skip();
                return line;
        }
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            return _texts.Text(ref reader) is { Length: > 0 } text ? text : null;
        reader.Skip();
        return null;
    }

    private static SegmentAmount Amount(ref Utf8JsonReader reader)
    {
        var isAmount = JsonTokens.TryAmount(ref reader, allowString: true, out var amount);
        var isIll = !isAmount && !IsNothing(ref reader);
        reader.Skip();
        return new SegmentAmount(isAmount ? amount : null, isIll);
    }

    private static bool IsNothing(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null
        || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
}
