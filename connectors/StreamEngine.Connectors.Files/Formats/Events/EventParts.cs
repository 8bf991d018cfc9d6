using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Events;

/// <summary>Reads the parts of an event that are objects themselves: its context and its lines.</summary>
internal static class EventParts
{
    private const string NoObject = "A line is not an object.";

    public static void ReadContext(ref Utf8JsonReader reader, EventDraft draft, TextPool texts)
    {
        if (!IsKind(ref reader, draft, JsonTokenType.StartObject, "context is not an object.")) return;
        var data = draft.Event;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = EventNames.Context.TryGet(ref reader, out var property);
            reader.Read();
            if (!isKnown)
            {
                reader.Skip();
                continue;
            }
            var text = draft.Text(ref reader, texts, "context");
            switch (property)
            {
                case ContextProperty.UserAgent: data.UserAgent = text; break;
                case ContextProperty.Url: data.Url = text; break;
                case ContextProperty.Referrer: data.Referrer = text; break;
                case ContextProperty.Campaign: data.Campaign = text; break;
                case ContextProperty.Locale: data.Locale = text; break;
                case ContextProperty.TimeZone: data.TimeZone = text; break;
                case ContextProperty.Country: data.Country = text; break;
                default: throw new ArgumentOutOfRangeException(nameof(reader), property, null);
            }
        }
    }

    public static void ReadLines(ref Utf8JsonReader reader, EventDraft draft, TextPool texts)
    {
        var lines = draft.Event.Lines;
        lines.Clear();
        if (!IsKind(ref reader, draft, JsonTokenType.StartArray, "lines is not an array.")) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Null) draft.Fail(RejectReason.Malformed, NoObject);
            if (!IsKind(ref reader, draft, JsonTokenType.StartObject, NoObject)) continue;
            var line = ReadLine(ref reader, draft, texts);
            if (lines.Count < Limits.MaxEventLines) lines.Add(line);
            else draft.Fail(RejectReason.TooLarge, $"There are more than {Limits.MaxEventLines} lines.");
        }
    }

    private static EventLine ReadLine(ref Utf8JsonReader reader, EventDraft draft, TextPool texts)
    {
        string? product = null, variant = null;
        long? quantity = null;
        decimal? price = null;
        var isQuantityStated = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = EventNames.Line.TryGet(ref reader, out var property);
            reader.Read();
            if (!isKnown)
            {
                reader.Skip();
                continue;
            }
            switch (property)
            {
                case LineProperty.ProductId: product = draft.Text(ref reader, texts, "productId of a line"); break;
                case LineProperty.Variant: variant = draft.Text(ref reader, texts, "variant of a line"); break;
                case LineProperty.UnitPrice: price = draft.Amount(ref reader, "unitPrice of a line"); break;
                default:
                    isQuantityStated = reader.TokenType != JsonTokenType.Null;
                    quantity = draft.Quantity(ref reader, "quantity of a line");
                    break;
            }
        }
        if (string.IsNullOrEmpty(product)) draft.Missing("productId of a line");
        if (!isQuantityStated) draft.Missing("quantity of a line");
        return new EventLine(product ?? "", variant, quantity ?? 0, price);
    }

    // False where null or, which is a flaw, of another kind; what is there is skipped then.
    private static bool IsKind(ref Utf8JsonReader reader, EventDraft draft, JsonTokenType kind, string message)
    {
        if (reader.TokenType == kind) return true;
        if (reader.TokenType != JsonTokenType.Null) draft.Fail(RejectReason.Malformed, message);
        reader.Skip();
        return false;
    }
}
