using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamEngine.Core.Time;

namespace StreamEngine.Testing.Scenarios;

/// <summary>
/// Events in the short form of scenarios, <c>TIME TYPE what…</c>, as lines of the <c>events</c> format. A line that
/// begins with a brace is such a line already, one that begins with <c>raw</c> is taken as it stands.
/// </summary>
public static partial class ScenarioEvents
{
    private static readonly string[] Customers =
        ["identified", "consentChanged", "feedback", "contacted", "erasureRequested"];
    private static readonly string[] Orders =
        ["placed", "updated", "cancelled", "refunded", "returnRequested", "returnReceived"];
    private static readonly string[] Carts =
    [
        "add", "remove", "view", "snapshot", "merged", "checkoutStart", "checkoutStep", "paymentInfo", "paymentFailed",
        "checkoutError", "couponApplied",
    ];

    private static readonly string[] Context =
        ["userAgent", "url", "referrer", "campaign", "locale", "timeZone", "country"];
    private static readonly string[] Numbers =
        ["discount", "tax", "shipping", "refundAmount", "costs", "spend", "rating", "dwellMs"];

    /// <summary>The lines of an events file.</summary>
    public static IReadOnlyList<string> ToJson(IEnumerable<string> lines)
    {
        var json = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith('{')) json.Add(line);
            else if (line.StartsWith("raw ", StringComparison.Ordinal)) json.Add(line[4..]);
            else json.AddRange(Expand(ScenarioTokens.Split(line), json.Count));
        }

        return json;
    }

    private static IEnumerable<string> Expand(List<string> tokens, int before)
    {
        var repeat = TakeNumber(tokens, "repeat=") ?? 1;
        var everyMs = TakeNumber(tokens, "everyMs=") ?? 0;
        var first = ScenarioTimes.Parse(tokens[0]);
        for (var i = 0; i < repeat; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"e{before + i + 1}");
            yield return One(tokens, first + (i * everyMs), id).ToJsonString();
        }
    }

    private static long? TakeNumber(List<string> tokens, string prefix)
    {
        var at = tokens.FindIndex(t => t.StartsWith(prefix, StringComparison.Ordinal));
        if (at < 0) return null;
        var number = long.Parse(tokens[at][prefix.Length..], CultureInfo.InvariantCulture);
        tokens.RemoveAt(at);
        return number;
    }

    private static JsonObject One(List<string> tokens, long time, string id)
    {
        var type = tokens[1];
        var one = new JsonObject
        {
            ["topic"] = TopicOf(type), ["type"] = type, ["eventId"] = id, ["eventTime"] = EventTime.Format(time),
        };
        foreach (var token in tokens.Skip(2)) Take(one, token);
        if (!one.ContainsKey("customerId") && !one.ContainsKey("anonymousId")) one["customerId"] = "anna";
        if (type == "consentChanged") one["purpose"] ??= "marketing";
        return one;
    }

    private static string TopicOf(string type) =>
        Customers.Contains(type) ? "customers" : Orders.Contains(type) ? "orders" : Carts.Contains(type) ? "carts"
        : "clickstream";

    private static void Take(JsonObject one, string token)
    {
        if (Line().Match(token) is { Success: true } line)
        {
            one["lines"] ??= new JsonArray();
            one["lines"]!.AsArray().Add(LineOf(line));
            return;
        }

        var at = token.IndexOf('=', StringComparison.Ordinal);
        if (at < 0) TakeFlag(one, token);
        else TakeField(one, token[..at], token[(at + 1)..]);
    }

    private static JsonObject LineOf(Match line)
    {
        var json = new JsonObject { ["productId"] = line.Groups["product"].Value };
        if (line.Groups["variant"].Success) json["variant"] = line.Groups["variant"].Value;
        json["quantity"] = Number(line.Groups["quantity"].Value);
        if (line.Groups["price"].Success) json["unitPrice"] = Number(line.Groups["price"].Value);
        return json;
    }

    private static void TakeFlag(JsonObject one, string flag)
    {
        switch (flag)
        {
            case "granted": one["granted"] = true; break;
            case "revoked": one["granted"] = false; break;
            case "test": one["test"] = true; break;
            case "soft" or "hard": one["errorKind"] = flag; break;
            default: throw new FormatException($"'{flag}' says nothing about an event");
        }
    }

    private static void TakeField(JsonObject one, string name, string value)
    {
        if (Context.Contains(name))
        {
            one["context"] ??= new JsonObject();
            one["context"]![name] = value;
        }
        else if (name is "sentAt")
        {
            one[name] = EventTime.Format(ScenarioTimes.Parse(value));
        }
        else
        {
            one[name] = Numbers.Contains(name) ? Number(value) : JsonValue.Create(value);
        }
    }

    private static JsonNode Number(string text) => JsonNode.Parse(text)!;

    [GeneratedRegex(@"^(?<product>[^/=*]+)(?:/(?<variant>[^*]+))?\*(?<quantity>-?[\d.]+)(?:@(?<price>-?[\d.]+))?$")]
    private static partial Regex Line();
}
