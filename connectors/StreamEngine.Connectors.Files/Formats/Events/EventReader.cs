using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Events;

/// <summary>Reads one event of our own from a line of JSON, without making objects of what it skips.</summary>
internal sealed class EventReader
{
    private const EventTopic NoTopic = (EventTopic)byte.MaxValue;

    private readonly TextPool _texts = new();
    private EventTopic? _topic;
    private EventType? _type;
    private bool _hasTime;

    /// <summary>Fills the draft.</summary>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    public void Read(ref Utf8JsonReader reader, EventDraft draft)
    {
        _topic = null;
        _type = null;
        _hasTime = false;
        var data = draft.Event;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException(JsonTokens.NotJson);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = EventNames.Properties.TryGet(ref reader, out var property);
            reader.Read();
            if (isKnown) ReadProperty(ref reader, property, draft);
            else reader.Skip();
        }
        // Nothing may follow the object.
        reader.Read();

        if (data.EventId.Length == 0) draft.Missing("eventId");
        if (!_hasTime) draft.Missing("eventTime");
        if (_topic is null) draft.Missing("topic");
        if (_type is null) draft.Missing("type");
        if (_topic is not { } topic || _type is not { } type) return;
        (data.Topic, data.Type) = (topic, type);
        if (EventNames.TopicOf(type) != topic)
            draft.Fail(RejectReason.UnknownType, "type is not one of its topic.");
    }

    private void ReadProperty(ref Utf8JsonReader reader, EventProperty property, EventDraft draft)
    {
        var data = draft.Event;
        switch (property)
        {
            case EventProperty.Topic: ReadTopic(ref reader, draft); break;
            case EventProperty.Type: ReadType(ref reader, draft); break;
            case EventProperty.EventId: data.EventId = Text(ref reader, draft, "eventId") ?? ""; break;
            case EventProperty.EventTime: ReadTime(ref reader, draft); break;
            case EventProperty.SentAt: data.SentAt = draft.Time(ref reader, "sentAt"); break;
            case EventProperty.AnonymousId: data.AnonymousId = Text(ref reader, draft, "anonymousId"); break;
            case EventProperty.CustomerId: data.CustomerId = Text(ref reader, draft, "customerId"); break;
            case EventProperty.SessionId: data.SessionId = Text(ref reader, draft, "sessionId"); break;
            case EventProperty.Channel: ReadChannel(ref reader, draft); break;
            case EventProperty.Context: EventParts.ReadContext(ref reader, draft, _texts); break;
            case EventProperty.ProductId: data.ProductId = Text(ref reader, draft, "productId"); break;
            case EventProperty.Query: data.Query = Text(ref reader, draft, "query"); break;
            case EventProperty.DwellMs: data.DwellMs = draft.Whole(ref reader, long.MaxValue, "dwellMs"); break;
            case EventProperty.CartId: data.CartId = Text(ref reader, draft, "cartId"); break;
            case EventProperty.TargetCartId: data.TargetCartId = Text(ref reader, draft, "targetCartId"); break;
            case EventProperty.CheckoutId: data.CheckoutId = Text(ref reader, draft, "checkoutId"); break;
            case EventProperty.Lines: EventParts.ReadLines(ref reader, draft, _texts); break;
            case EventProperty.Currency: data.Currency = Text(ref reader, draft, "currency"); break;
            case EventProperty.OrderId: data.OrderId = Text(ref reader, draft, "orderId"); break;
            default: ReadRareProperty(ref reader, property, draft); break;
        }
    }

    private void ReadRareProperty(ref Utf8JsonReader reader, EventProperty property, EventDraft draft)
    {
        var data = draft.Event;
        switch (property)
        {
            case EventProperty.Step: data.Step = Text(ref reader, draft, "step"); break;
            case EventProperty.ErrorCode: data.ErrorCode = Text(ref reader, draft, "errorCode"); break;
            case EventProperty.ErrorKind: ReadErrorKind(ref reader, draft); break;
            case EventProperty.Coupon: data.Coupon = Text(ref reader, draft, "coupon"); break;
            case EventProperty.Discount: data.Discount = draft.Amount(ref reader, "discount"); break;
            case EventProperty.Tax: data.Tax = draft.Amount(ref reader, "tax"); break;
            case EventProperty.Shipping: data.Shipping = draft.Amount(ref reader, "shipping"); break;
            case EventProperty.RefundId: data.RefundId = Text(ref reader, draft, "refundId"); break;
            case EventProperty.RefundAmount: data.RefundAmount = draft.Amount(ref reader, "refundAmount"); break;
            case EventProperty.Reason: data.Reason = Text(ref reader, draft, "reason"); break;
            case EventProperty.Costs: data.Costs = draft.Amount(ref reader, "costs"); break;
            case EventProperty.Test: data.Test = draft.Flag(ref reader, "test") ?? false; break;
            case EventProperty.Purpose: data.Purpose = Text(ref reader, draft, "purpose"); break;
            case EventProperty.Granted: data.Granted = draft.Flag(ref reader, "granted"); break;
            case EventProperty.Rating: data.Rating = (int?)draft.Whole(ref reader, int.MaxValue, "rating"); break;
            case EventProperty.Comment: data.Comment = Text(ref reader, draft, "comment"); break;
            case EventProperty.Spend: data.Spend = draft.Amount(ref reader, "spend"); break;
            default: throw new ArgumentOutOfRangeException(nameof(property), property, null);
        }
    }

    private string? Text(ref Utf8JsonReader reader, EventDraft draft, string field) =>
        draft.Text(ref reader, _texts, field);

    private void ReadTime(ref Utf8JsonReader reader, EventDraft draft)
    {
        // A time that is there but ill is malformed and not missing, as the graver flaw wins.
        _hasTime = reader.TokenType != JsonTokenType.Null;
        draft.Event.EventTime = draft.Time(ref reader, "eventTime") ?? 0;
    }

    private void ReadTopic(ref Utf8JsonReader reader, EventDraft draft)
    {
        _topic = draft.Symbol(ref reader, EventNames.Topics, NoTopic, "topic");
        if (_topic == NoTopic) draft.Fail(RejectReason.UnknownType, "topic is not known.");
    }

    private void ReadType(ref Utf8JsonReader reader, EventDraft draft)
    {
        _type = draft.Symbol(ref reader, EventNames.Types, EventType.Unknown, "type");
        if (_type == EventType.Unknown) draft.Fail(RejectReason.UnknownType, "type is not known.");
    }

    // As in Avro, a channel or kind of error of a later version is read as its neutral value.
    private static void ReadChannel(ref Utf8JsonReader reader, EventDraft draft) =>
        draft.Event.Channel = draft.Symbol(ref reader, EventNames.Channels, Channel.Other, "channel") ?? Channel.Web;

    private static void ReadErrorKind(ref Utf8JsonReader reader, EventDraft draft) => draft.Event.ErrorKind =
        draft.Symbol(ref reader, EventNames.ErrorKinds, ErrorKind.None, "errorKind") ?? ErrorKind.None;
}
