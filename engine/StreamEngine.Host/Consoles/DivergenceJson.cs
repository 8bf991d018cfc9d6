using System.Text.Json;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Host.Consoles;

/// <summary>A divergence that was accepted, as commands and pages write it.</summary>
internal static class DivergenceJson
{
    public static void Write(Utf8JsonWriter json, string name, AcceptedDivergence accepted)
    {
        json.WriteStartObject(name);
        Members(json, accepted);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<AcceptedDivergence> accepted)
    {
        json.WriteStartArray(name);
        foreach (var one in accepted)
        {
            json.WriteStartObject();
            Members(json, one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Members(Utf8JsonWriter json, AcceptedDivergence accepted)
    {
        json.WriteNumber("fromEntry", accepted.From);
        json.WriteNumber("upToEntry", accepted.UpTo);
        json.WriteNumber("logicVersion", accepted.LogicVersion);
        json.WriteNumber("entriesOfOtherLogic", accepted.OtherLogic);
        json.WriteNumber("entriesThatDiffer", accepted.Differing);
        json.WriteString("first", accepted.First.Length == 0 ? null : accepted.First);
        json.WriteString("at", EventTime.Format(accepted.At));
    }
}
