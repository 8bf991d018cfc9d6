using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Ledger;

namespace StreamEngine.Host.Replay;

/// <summary>The document about a replay: summary.json, and what <c>--json</c> prints.</summary>
public static class SummaryJson
{
    /// <summary>The document, indented, with a line feed at its end.</summary>
    public static byte[] Of(ReplayResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            json.WriteStartObject();
            WriteLedger(json, result);
            json.WriteStartObject("outputs");
            foreach (var stream in OutputFiles.Streams)
                json.WriteNumber(OutputFiles.NameOf(stream), result.Outputs[stream]);
            json.WriteEndObject();
            json.WriteStartObject("eventTime");
            json.WriteString("first", result.EventTime is { } first ? EventTime.Format(first.First) : null);
            json.WriteString("last", result.EventTime is { } last ? EventTime.Format(last.Last) : null);
            json.WriteEndObject();
            json.WriteNumber("wallSeconds", Math.Round(result.Wall.TotalSeconds, 3));
            json.WriteNumber("eventsPerSecond", Math.Round(result.EventsPerSecond, 1));
            json.WriteString("digest", result.Digest);
            json.WriteStartObject("personalData");
            json.WriteNumber("idsHashed", result.Hidden.Ids);
            json.WriteNumber("cardNumbersBlanked", result.Hidden.CardNumbers);
            json.WriteNumber("addressesBlanked", result.Hidden.Addresses);
            json.WriteEndObject();
            if (result.Failure is { } failure) json.WriteString("failure", failure);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void WriteLedger(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartObject("ledger");
        WriteColumns(json, "total", result.Total);
        json.WriteStartObject("inputs");
        foreach (var (name, ledger) in result.Inputs) WriteColumns(json, name, ledger);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, string name, LedgerColumns ledger)
    {
        json.WriteStartObject(name);
        json.WriteNumber("read", ledger.Read);
        json.WriteNumber("processed", ledger.Processed);
        json.WriteNumber("duplicate", ledger.Duplicate);
        json.WriteNumber("late", ledger.Late);
        json.WriteNumber("filtered", ledger.Filtered);
        json.WriteNumber("deadLettered", ledger.DeadLettered);
        json.WriteEndObject();
    }
}
