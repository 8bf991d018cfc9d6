using System.Text.Json;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Publishing;

/// <summary>What <c>publish --json</c> prints.</summary>
internal static class PublishJson
{
    public static byte[] Of(PublishResult result) => JsonText.Of(json =>
    {
        json.WriteNumber("events", result.Total);
        Counts(json, "topics", result.Sent);
        Counts(json, "refused", result.Refused);
        Counts(json, "filtered", result.Filtered);
        json.WriteString("lastEventTime", result.Last is { } last ? EventTime.Format(last) : null);
        json.WriteString("drainedTo", result.DrainedTo is { } time ? EventTime.Format(time) : null);
        json.WriteNumber("heartbeats", result.Heartbeats);
        json.WriteNumber("wallSeconds", Math.Round(result.Wall.TotalSeconds, 3));
        if (result.Failure is { } failure) json.WriteString("failure", failure);
    });

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts) json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}
