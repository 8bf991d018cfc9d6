using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files;

/// <summary>
/// Writes events as lines of the <c>events</c> format: one JSON object and a line feed each, the fields of
/// <see cref="EventData"/> under their camel-case names, absent ones left out. Reusable, and allocates nothing a line.
/// Not for several threads at once.
/// </summary>
public sealed class EventJsonWriter : IDisposable
{
    private const int TimeLength = 24;
    private const int RoundTripTimeLength = 28;

    private static readonly JsonEncodedText[] Topics = LowerNames<EventTopic>();
    private static readonly JsonEncodedText[] Types = LowerNames<EventType>();
    private static readonly JsonEncodedText[] Channels = LowerNames<Channel>();
    private static readonly JsonEncodedText[] ErrorKinds = LowerNames<ErrorKind>();

    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions
    {
        // Files are no HTML: letters beyond ASCII stay readable, and the object's shape is fixed below.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    /// <summary>
    /// Appends the event's line to <paramref name="output"/>. Nulls, empty strings and empty lists are left out, so is
    /// <c>test</c> where it is false. An event time outside the years 1 to 9999 throws
    /// <see cref="ArgumentOutOfRangeException"/> before anything is written.
    /// </summary>
    public void Write(EventData data, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(output);
        var eventTime = Calendar(data.EventTime);
        DateTime? sentAt = data.SentAt is { } sent ? Calendar(sent) : null;

        _json.Reset(output);
        _json.WriteStartObject();
        WriteEnvelope(data, eventTime, sentAt);
        WriteContext(data);
        WriteClick(data);
        WriteCart(data);
        WriteOrder(data);
        WriteCustomer(data);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteEnvelope(EventData data, DateTime eventTime, DateTime? sentAt)
    {
        _json.WriteString("topic"u8, Topics[(int)data.Topic]);
        _json.WriteString("type"u8, Types[(int)data.Type]);
        Text("eventId"u8, data.EventId);
        Time("eventTime"u8, eventTime);
        if (sentAt is { } time) Time("sentAt"u8, time);
        Text("anonymousId"u8, data.AnonymousId);
        Text("customerId"u8, data.CustomerId);
        Text("sessionId"u8, data.SessionId);
        _json.WriteString("channel"u8, Channels[(int)data.Channel]);
    }

    private void WriteContext(EventData data)
    {
        if (!HasContext(data)) return;
        _json.WriteStartObject("context"u8);
        Text("userAgent"u8, data.UserAgent);
        Text("url"u8, data.Url);
        Text("referrer"u8, data.Referrer);
        Text("campaign"u8, data.Campaign);
        Text("locale"u8, data.Locale);
        Text("timeZone"u8, data.TimeZone);
        Text("country"u8, data.Country);
        _json.WriteEndObject();
    }

    private void WriteClick(EventData data)
    {
        Text("productId"u8, data.ProductId);
        Text("query"u8, data.Query);
        if (data.DwellMs is { } dwell) _json.WriteNumber("dwellMs"u8, dwell);
    }

    private void WriteCart(EventData data)
    {
        Text("cartId"u8, data.CartId);
        Text("targetCartId"u8, data.TargetCartId);
        Text("checkoutId"u8, data.CheckoutId);
        if (data.Lines.Count > 0) WriteLines(data.Lines);
        Text("currency"u8, data.Currency);
        Text("step"u8, data.Step);
        Text("errorCode"u8, data.ErrorCode);
        if (data.ErrorKind != ErrorKind.None) _json.WriteString("errorKind"u8, ErrorKinds[(int)data.ErrorKind]);
        Text("coupon"u8, data.Coupon);
    }

    private void WriteLines(List<EventLine> lines)
    {
        _json.WriteStartArray("lines"u8);
        foreach (var line in lines)
        {
            _json.WriteStartObject();
            Text("productId"u8, line.ProductId);
            Text("variant"u8, line.Variant);
            _json.WriteNumber("quantity"u8, line.Quantity);
            Money("unitPrice"u8, line.UnitPrice);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void WriteOrder(EventData data)
    {
        Text("orderId"u8, data.OrderId);
        Money("discount"u8, data.Discount);
        Money("tax"u8, data.Tax);
        Money("shipping"u8, data.Shipping);
        Text("refundId"u8, data.RefundId);
        Money("refundAmount"u8, data.RefundAmount);
        Text("reason"u8, data.Reason);
        Money("costs"u8, data.Costs);
        if (data.Test) _json.WriteBoolean("test"u8, true);
    }

    private void WriteCustomer(EventData data)
    {
        Text("purpose"u8, data.Purpose);
        if (data.Granted is { } granted) _json.WriteBoolean("granted"u8, granted);
        if (data.Rating is { } rating) _json.WriteNumber("rating"u8, rating);
        Text("comment"u8, data.Comment);
        Money("spend"u8, data.Spend);
    }

    private void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _json.WriteString(name, value);
    }

    private void Money(ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } amount) _json.WriteNumber(name, amount);
    }

    /// <summary>The round-trip format has seven decimals, of which three and the Z are kept.</summary>
    private void Time(ReadOnlySpan<byte> name, DateTime utc)
    {
        Span<byte> text = stackalloc byte[RoundTripTimeLength];
        utc.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[TimeLength - 1] = (byte)'Z';
        _json.WriteString(name, text[..TimeLength]);
    }

    private static DateTime Calendar(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime;

    private static bool HasContext(EventData data) =>
        Stated(data.UserAgent) || Stated(data.Url) || Stated(data.Referrer) || Stated(data.Campaign)
        || Stated(data.Locale) || Stated(data.TimeZone) || Stated(data.Country);

    private static bool Stated(string? value) => !string.IsNullOrEmpty(value);

    /// <summary>The names of an enum's values by number, each with a lower-case first letter.</summary>
    private static JsonEncodedText[] LowerNames<T>() where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var names = new JsonEncodedText[values.Max(value => Convert.ToInt32(value, CultureInfo.InvariantCulture)) + 1];
        foreach (var value in values)
        {
            var name = value.ToString();
            names[Convert.ToInt32(value, CultureInfo.InvariantCulture)] =
                JsonEncodedText.Encode(char.ToLowerInvariant(name[0]) + name[1..]);
        }
        return names;
    }
}
