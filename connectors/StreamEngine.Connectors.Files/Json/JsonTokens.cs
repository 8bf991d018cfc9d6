using System.Text.Json;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Json;

/// <summary>Values of JSON tokens.</summary>
internal static class JsonTokens
{
    /// <summary>What is said of a line that no JSON reader takes.</summary>
    public const string NotJson = "The line is not one JSON object.";

    /// <summary>
    /// True for what the JSON reader throws over content: bad syntax or nesting, or an escape that is half a surrogate
    /// pair.
    /// </summary>
    public static bool IsFlaw(Exception exception) => exception is JsonException or InvalidOperationException;

    /// <summary>The text of a string, or of a number as written.</summary>
    /// <exception cref="InvalidOperationException">The string is not Unicode: half a surrogate pair.</exception>
    public static string Text(this TextPool texts, ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? reader.GetString()! : texts.Get(reader.ValueSpan);

    /// <summary>A number, or a string that is one where allowed; false: anything else, or too large.</summary>
    public static bool TryAmount(ref Utf8JsonReader reader, bool allowString, out decimal amount)
    {
        amount = 0;
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetDecimal(out var value) && Amounts.TryRound(value, out amount);
        return IsPlainString(ref reader, allowString) && Amounts.TryParse(reader.ValueSpan.Trim((byte)' '), out amount);
    }

    /// <summary>A whole number, or a string that is one where allowed; false: anything else.</summary>
    public static bool TryWhole(ref Utf8JsonReader reader, bool allowString, out long value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out value)) return true;
            return reader.TryGetDecimal(out var number) && Amounts.TryWhole(number, out value);
        }
        if (!IsPlainString(ref reader, allowString)) return false;
        return Amounts.TryParseWhole(reader.ValueSpan.Trim((byte)' '), out value);
    }

    private static bool IsPlainString(ref Utf8JsonReader reader, bool allowString) =>
        allowString && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped;
}
