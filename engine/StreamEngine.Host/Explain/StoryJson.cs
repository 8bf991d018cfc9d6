using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Core.Time;

namespace StreamEngine.Host.Explain;

/// <summary>
/// A story as one JSON document: <c>customerKey, story[{time, what, late, text, why, rule, source, published}]</c>.
/// </summary>
internal static class StoryJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document.</summary>
    public static string Of(string customerKey, IReadOnlyList<StoryLine> lines)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("customerKey", customerKey);
            json.WriteStartArray("story");
            foreach (var line in lines) Write(json, line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, StoryLine line)
    {
        json.WriteStartObject();
        json.WriteString("time", EventTime.Format(line.Time));
        json.WriteString("what", line.Kind.ToString().ToLowerInvariant());
        json.WriteBoolean("late", line.IsLate);
        json.WriteString("text", line.Text);
        json.WriteString("why", line.Why);
        json.WriteString("rule", line.Rule);
        json.WriteString("source", line.Source);
        json.WritePropertyName("published");
        if (line.Published is { } published) json.WriteRawValue(published);
        else json.WriteNullValue();
        json.WriteEndObject();
    }
}
