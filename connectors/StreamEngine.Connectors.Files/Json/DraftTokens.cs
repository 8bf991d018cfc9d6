using System.Text.Json;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Json;

/// <summary>Reads values of JSON properties, noting flaws in the draft. The reader stands on the value.</summary>
internal static class DraftTokens
{
    /// <summary>A text; null where null. Another kind, or a text too long, is a flaw.</summary>
    public static string? Text(this EventDraft draft, ref Utf8JsonReader reader, TextPool texts, string field)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = texts.Text(ref reader);
            if (text.Length <= Schemas.Limits.TextBytes / 4) return text;
            if (System.Text.Encoding.UTF8.GetByteCount(text) <= Schemas.Limits.TextBytes) return text;
            draft.Fail(RejectReason.TooLarge, $"{field} is longer than {Schemas.Limits.TextBytes} bytes.");
            return null;
        }
        WrongKind(draft, ref reader, field, "a text");
        return null;
    }

    /// <summary>
    /// What a text stands for, or the neutral value where the table does not have it; null where null. Another kind
    /// is a flaw.
    /// </summary>
    public static T? Symbol<T>(
        this EventDraft draft, ref Utf8JsonReader reader, NameTable<T> table, T neutral, string field)
        where T : struct
    {
        if (reader.TokenType == JsonTokenType.String) return table.TryGet(ref reader, out var value) ? value : neutral;
        WrongKind(draft, ref reader, field, "a text");
        return null;
    }

    /// <summary>A time with its zone; null where null. Anything else is a flaw.</summary>
    public static long? Time(this EventDraft draft, ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.String && TimeText.TryParse(reader.ValueSpan, out var time)) return time;
        WrongKind(draft, ref reader, field, "an ISO-8601 time with its zone");
        return null;
    }

    /// <summary>True or false; null where null. Anything else is a flaw.</summary>
    public static bool? Flag(this EventDraft draft, ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.True) return true;
        if (reader.TokenType == JsonTokenType.False) return false;
        WrongKind(draft, ref reader, field, "true or false");
        return null;
    }

    /// <summary>A whole number within bounds; null where null. Anything else is a flaw of its form.</summary>
    public static long? Whole(this EventDraft draft, ref Utf8JsonReader reader, long bound, string field)
    {
        if (JsonTokens.TryWhole(ref reader, allowString: false, out var value) && Math.Abs((decimal)value) <= bound)
            return value;
        WrongKind(draft, ref reader, field, "a whole number within its bounds");
        return null;
    }

    /// <summary>An amount; null where null. Anything else is a flaw of content.</summary>
    public static decimal? Amount(this EventDraft draft, ref Utf8JsonReader reader, string field)
    {
        if (JsonTokens.TryAmount(ref reader, allowString: false, out var amount)) return amount;
        if (reader.TokenType != JsonTokenType.Null)
            draft.Fail(RejectReason.InvalidAmount, $"{field} is not a number below {Amounts.Bound}.");
        reader.Skip();
        return null;
    }

    /// <summary>A quantity; null where null. Anything else is a flaw of content.</summary>
    public static long? Quantity(this EventDraft draft, ref Utf8JsonReader reader, string field)
    {
        if (JsonTokens.TryWhole(ref reader, allowString: false, out var quantity)) return quantity;
        if (reader.TokenType != JsonTokenType.Null)
            draft.Fail(RejectReason.InvalidQuantity, $"{field} is not a whole number of 64 bits.");
        reader.Skip();
        return null;
    }

    private static void WrongKind(EventDraft draft, ref Utf8JsonReader reader, string field, string expected)
    {
        if (reader.TokenType != JsonTokenType.Null) draft.Fail(RejectReason.Malformed, $"{field} is not {expected}.");
        reader.Skip();
    }
}
