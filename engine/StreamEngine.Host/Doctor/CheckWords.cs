using System.Text.Json;

namespace StreamEngine.Host.Doctor;

/// <summary>Checks as people and machines read them.</summary>
internal static class CheckWords
{
    /// <summary>A check in a line.</summary>
    public static string Line(CheckLine line) => $"{Of(line.Outcome),-8} {line.What}: {line.Message}";

    private static string Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Good => "ok",
        CheckOutcome.Warning => "warning",
        CheckOutcome.Skipped => "skipped",
        _ => "failed",
    };

    /// <summary>Writes them as <c>checks</c> into the object at hand.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<CheckLine> lines)
    {
        json.WriteStartArray("checks");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("check", line.What);
            json.WriteString("outcome", Of(line.Outcome));
            json.WriteString("message", line.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
