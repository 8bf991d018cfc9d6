using System.Globalization;
using System.Text.Json.Nodes;

namespace StreamEngine.Testing.Scenarios;

/// <summary>
/// Published JSON in the words of scenarios: every field that is not what it usually is. Ids of the engine become what
/// they stand for: a session its start, a trigger its number among those of equal kind, step, cart and activity.
/// </summary>
internal sealed class PublishedLines
{
    private readonly Dictionary<string, long> _sessionStarts = [];
    private readonly Dictionary<string, List<string>> _triggerIds = [];

    public List<List<string>> Sessions(IEnumerable<string> lines)
    {
        var parsed = lines.Select(Parse).ToList();
        foreach (var session in parsed) _sessionStarts[Text(session, "sessionId")!] = Time(session, "start");
        return [.. parsed.Select(Session)];
    }

    public List<List<string>> Triggers(IEnumerable<string> lines) => [.. lines.Select(line => Trigger(Parse(line)))];

    public List<List<string>> Decisions(IEnumerable<string> lines) =>
        [.. lines.Select(line => Decision(Parse(line)))];

    public static List<string> Kpi(JsonObject kpi)
    {
        var words = new List<string>
        {
            Text(kpi, "view")!, ScenarioTimes.Format(Time(kpi, "windowStart")),
            $"{Number(kpi, "numerator")}/{Number(kpi, "denominator")}={Number(kpi, "value") ?? "null"}",
        };
        if (Text(kpi, "currency") is { } currency) words.Add(currency);
        if (kpi["breakdown"] is JsonObject breakdown)
            words.Add($"by={breakdown.First().Key}:{breakdown.First().Value}");
        if (Text(kpi, "status") != "final") words.Add(Text(kpi, "status")!);
        return words;
    }

    public static JsonObject Parse(string line) => JsonNode.Parse(line)!.AsObject();

    public static string? Text(JsonObject json, string name) => json[name]?.ToString();

    private List<string> Session(JsonObject session)
    {
        var words = new List<string> { $"{Clock(session, "start")}..{Clock(session, "end")}" };
        words.AddRange(Who(session));
        if (Text(session, "status") == "merged") words.Add("merged");
        if (Text(session, "mergedInto") is { } into) words.Add($"into={SessionStart(into)}");
        Counts(words, session, ("eventCount", "events"), ("productViews", "views"), ("cartAdds", "adds"),
            ("checkouts", "checkouts"), ("orders", "orders"), ("revenue", "revenue"));
        Currency(words, session, Number(session, "orders") == "0" ? null : "EUR");
        if (IsTrue(session, "converted") != (Number(session, "orders") != "0")) words.Add("converted?");
        if (IsTrue(session, "abandonedCart")) words.Add("abandoned");
        if (IsTrue(session, "bot")) words.Add("bot");
        if (Number(session, "revision") != "1") words.Add($"rev={Number(session, "revision")}");
        return words;
    }

    private List<string> Trigger(JsonObject trigger)
    {
        var words = new List<string> { Text(trigger, "kind")!, Text(trigger, "status")! };
        words.AddRange(Identity(trigger, "triggerId"));
        words.Add($"opened={Clock(trigger, "openedAt")}");
        words.Add($"session={SessionStart(Text(trigger, "sessionId")!)}");
        words.Add($"due={Clock(trigger, "dueAt")}");
        if (Text(trigger, "firedAt") != Text(trigger, "dueAt")) words.Add($"fired={Clock(trigger, "firedAt")}");
        words.Add($"value={Number(trigger, "value") ?? "null"}");
        Currency(words, trigger, trigger["lines"]!.AsArray().Count == 0 ? null : "EUR");
        foreach (var line in trigger["lines"]!.AsArray()) words.Add(Line(line!.AsObject()));
        if (Text(trigger, "lastCheckoutStep") is { } step) words.Add($"checkoutStep={step}");
        if (Text(trigger, "abortReason") is { } reason) words.Add($"abort={reason}");
        if (Text(trigger, "basis") is var basis && basis != "assumed") words.Add($"basis={basis}");
        if (Text(trigger, "policyVersion") is { } version && version != "1") words.Add($"policy={version}");
        foreach (var name in (string[])["recoveredBy", "retractedBy"])
            if (trigger[name] is JsonObject cause) words.Add($"{name}={Cause(cause)}");
        if (Number(trigger, "revision") != "1") words.Add($"rev={Number(trigger, "revision")}");
        return words;
    }

    private List<string> Decision(JsonObject decision)
    {
        var words = new List<string> { Text(decision, "kind")!, Text(decision, "outcome")! };
        words.AddRange(Identity(decision, "candidateId"));
        words.Add($"due={Clock(decision, "dueAt")}");
        if (Text(decision, "at") != Text(decision, "dueAt")) words.Add($"at={Clock(decision, "at")}");
        if (Text(decision, "rule") is { } rule) words.Add($"rule={rule}");
        if (Text(decision, "detail") is { } detail) words.Add($"detail={detail}");
        return words;
    }

    private IEnumerable<string> Identity(JsonObject record, string idName)
    {
        foreach (var word in Who(record)) yield return word;
        if (Text(record, "cartId") is { } cart) yield return $"cartId={cart}";
        if (Number(record, "step") != "1") yield return $"step={Number(record, "step")}";
        yield return $"last={Clock(record, "lastActivityAt")}";
        var key = string.Join('|', Text(record, "customerKey"), Text(record, "cartId"), Text(record, "kind"),
            Number(record, "step"), Text(record, "lastActivityAt"));
        if (!_triggerIds.TryGetValue(key, out var ids)) _triggerIds.Add(key, ids = []);
        var id = Text(record, idName)!;
        if (!ids.Contains(id)) ids.Add(id);
        if (ids.IndexOf(id) is > 0 and var index) yield return $"again={index}";
    }

    private string SessionStart(string id) =>
        _sessionStarts.TryGetValue(id, out var start) ? ScenarioTimes.Format(start) : "unpublished";

    private static string Cause(JsonObject cause) => string.Join(',',
        Text(cause, "orderId") ?? "-", Text(cause, "eventId") ?? "-", Clock(cause, "at"), Number(cause, "value") ?? "-",
        Text(cause, "currency") ?? "-", Text(cause, "rule") ?? "-");

    private static string Line(JsonObject line)
    {
        var variant = Text(line, "variant") is { } stated ? $"/{stated}" : "";
        var price = Number(line, "unitPrice") is { } known ? $"@{known}" : "";
        return $"{Text(line, "productId")}{variant}*{Number(line, "quantity")}{price}";
    }

    private static IEnumerable<string> Who(JsonObject record)
    {
        var key = Text(record, "customerKey")!;
        if (key != "customer:anna") yield return $"who={key}";
    }

    private static void Counts(List<string> words, JsonObject json, params (string Field, string Word)[] counts)
    {
        foreach (var (field, word) in counts)
            if (Number(json, field) is var number && number != "0") words.Add($"{word}={number}");
    }

    private static void Currency(List<string> words, JsonObject json, string? usual)
    {
        if (Text(json, "currency") != usual) words.Add($"currency={Text(json, "currency") ?? "null"}");
    }

    private static bool IsTrue(JsonObject json, string name) => json[name]!.GetValue<bool>();

    private static string? Number(JsonObject json, string name) => json[name] is { } node
        ? (decimal.Parse(node.ToString(), CultureInfo.InvariantCulture) / 1.0000000000000000000000000000m)
            .ToString(CultureInfo.InvariantCulture)
        : null;

    private static long Time(JsonObject json, string name) =>
        DateTimeOffset.Parse(Text(json, name)!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Clock(JsonObject json, string name) => ScenarioTimes.Format(Time(json, name));
}
