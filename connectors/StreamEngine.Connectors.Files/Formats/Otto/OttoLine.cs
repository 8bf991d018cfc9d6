using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Formats.Otto;

/// <summary>The outline of a line: its session, and where its events stand.</summary>
internal ref struct OttoLine
{
    /// <summary>The session; null where the line names none.</summary>
    public string? Session;

    /// <summary>The array of events; empty where the line has none.</summary>
    public ReadOnlySpan<byte> Events;

    /// <summary>How many events the array has.</summary>
    public int Count;

    /// <summary>What is wrong with the kinds of its fields; null where nothing is.</summary>
    public string? Error;

    /// <summary>Reads a whole line, which must be one JSON object.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    public static OttoLine Read(ReadOnlySpan<byte> line, TextPool texts)
    {
        var outline = default(OttoLine);
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("session"u8)) outline.ReadSession(ref reader, texts);
            else if (reader.ValueTextEquals("events"u8)) outline.ReadEvents(ref reader, line);
            else reader.Skip();
        }
        // Nothing may follow the object.
        reader.Read();
        return outline;
    }

    private void ReadSession(ref Utf8JsonReader reader, TextPool texts)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String) Session = texts.Text(ref reader);
        else if (reader.TokenType != JsonTokenType.Null) Error = "session is neither a number nor a text.";
        reader.Skip();
    }

    private void ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        Count = 0;
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Error = "events is not an array.";
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Count++;
            reader.Skip();
        }
        Events = line[start..(int)reader.BytesConsumed];
    }
}
