using System.Text.Json;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.DeadLetters;

/// <summary>What <c>dead-letters list|show|retry --json</c> prints.</summary>
internal static class LetterJson
{
    public static byte[] Of(LetterCounts counts) => JsonText.Of(json =>
    {
        Counts(json, counts.Total);
        json.WriteStartArray("groups");
        foreach (var (group, count) in counts.Groups)
        {
            json.WriteStartObject();
            json.WriteString("day", EventTime.Format(group.Day));
            json.WriteString("reason", group.Reason);
            json.WriteString("stage", group.Stage);
            json.WriteString("topic", group.Topic);
            Counts(json, count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static byte[] Of(DeadLetter letter, LetterContent content) => JsonText.Of(json =>
    {
        Position(json, letter);
        json.WriteString("refusedAt", EventTime.Format(letter.RefusedAt));
        json.WriteStartObject("source");
        json.WriteString("topic", letter.Record.Source.Partition.Topic);
        json.WriteNumber("partition", letter.Record.Source.Partition.Number);
        json.WriteNumber("offset", letter.Record.Source.Offset);
        json.WriteString("timestamp", EventTime.Format(letter.Record.Timestamp));
        json.WriteEndObject();
        json.WriteString("stage", letter.Record.Stage);
        json.WriteString("reason", letter.Record.Reason);
        json.WriteString("message", letter.Record.Message);
        json.WriteNumber("returns", letter.Record.Returns);
        json.WriteBoolean("isReturned", letter.IsReturned);
        json.WriteString("key", content.Key);
        json.WriteStartArray("headers");
        foreach (var (name, value) in content.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("bytes", content.Bytes);
        json.WritePropertyName("event");
        if (content.Event is { } data) data.WriteTo(json);
        else json.WriteNullValue();
        json.WriteString("text", content.Text);
        if (content.Raw.Length > 0) json.WriteBase64String("payloadBase64", content.Raw);
    });

    public static byte[] Of(RetryResult result, bool isDry) => JsonText.Of(json =>
    {
        json.WriteBoolean("dryRun", isDry);
        json.WriteNumber("sent", result.Total);
        Numbers(json, "topics", result.Sent);
        Numbers(json, "reasons", result.Reasons);
        json.WriteNumber("returnedBefore", result.Returned);
        json.WriteNumber("givenUp", result.GivenUp);
        json.WriteNumber("ofNoInput", result.Elsewhere);
        json.WriteNumber("left", result.Left);
    });

    private static void Counts(Utf8JsonWriter json, LetterCount count)
    {
        json.WriteNumber("letters", count.Letters);
        json.WriteNumber("returned", count.Returned);
        json.WriteNumber("repeated", count.Repeated);
        if (count.Last is not { } last) return;
        json.WriteStartObject("last");
        Position(json, last);
        json.WriteString("refusedAt", EventTime.Format(last.RefusedAt));
        json.WriteEndObject();
    }

    private static void Position(Utf8JsonWriter json, DeadLetter letter)
    {
        json.WriteNumber("partition", letter.At.Partition.Number);
        json.WriteNumber("offset", letter.At.Offset);
    }

    private static void Numbers(Utf8JsonWriter json, string name, SortedDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts) json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}
