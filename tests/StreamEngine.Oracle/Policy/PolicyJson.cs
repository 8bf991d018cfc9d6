using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace StreamEngine.Oracle.Policy;

/// <summary>Reads and writes the policy document of contract section 4.</summary>
internal static class PolicyJson
{
    private const string ClockFormat = "HH:mm";

    public static OraclePolicy Parse(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        var d = new OraclePolicy();
        return d with
        {
            Version = Text(root["version"]) ?? d.Version,
            TimeZone = Text(root["timeZone"]) ?? d.TimeZone,
            Currency = Text(root["currency"]) ?? d.Currency,
            Session = new SessionPolicy
            {
                Gap = Span(root["session"]?["gap"]) ?? d.Session.Gap,
                Cap = Span(root["session"]?["cap"]) ?? d.Session.Cap,
            },
            Abandonment = Abandonment(root["abandonment"], d.Abandonment),
            Governance = Governance(root["governance"] as JsonObject, d.Governance),
            DeduplicationWindow = Span(root["deduplication"]?["window"]) ?? d.DeduplicationWindow,
            Bots = new BotPolicy
            {
                MaxEvents = (int?)root["bots"]?["maxEvents"] ?? d.Bots.MaxEvents,
                Within = Span(root["bots"]?["within"]) ?? d.Bots.Within,
                CappedSessions = (int?)root["bots"]?["cappedSessions"] ?? d.Bots.CappedSessions,
            },
            Kpis = new KpiPolicy
            {
                ReturnWindow = Span(root["kpis"]?["returnWindow"]) ?? d.Kpis.ReturnWindow,
                CartHorizon = Span(root["kpis"]?["cartHorizon"]) ?? d.Kpis.CartHorizon,
                BreakdownValues = (int?)root["kpis"]?["breakdownValues"] ?? d.Kpis.BreakdownValues,
            },
        };
    }

    public static string Write(OraclePolicy p)
    {
        var a = p.Abandonment;
        var g = p.Governance;
        var browse = Kind(a.Browse);
        browse["minProductViews"] = a.MinProductViews;
        browse["minDwellMs"] = a.MinDwellMs;
        var root = new JsonObject
        {
            ["version"] = p.Version,
            ["timeZone"] = p.TimeZone,
            ["currency"] = p.Currency,
            ["session"] = new JsonObject { ["gap"] = Iso(p.Session.Gap), ["cap"] = Iso(p.Session.Cap) },
            ["abandonment"] = new JsonObject
            {
                ["cart"] = Kind(a.Cart),
                ["checkout"] = Kind(a.Checkout),
                ["browse"] = browse,
                ["cartExpiry"] = Iso(a.CartExpiry),
                ["recoveryWindow"] = Iso(a.RecoveryWindow),
            },
            ["governance"] = new JsonObject
            {
                ["consent"] = g.ConsentAssumed ? "assumed" : "required",
                ["softOptInCountries"] = new JsonArray([.. g.SoftOptInCountries.Select(c => (JsonNode)c!)]),
                ["frequencyCap"] = g.FrequencyCap,
                ["frequencyWindow"] = Iso(g.FrequencyWindow),
                ["moreSignificantWindow"] = g.MoreSignificantWindow is { } window ? Iso(window) : null,
                ["minimumValue"] = g.MinimumValue,
                ["quietHours"] = g.QuietHours is null ? null : new JsonObject
                {
                    ["start"] = g.QuietHours.Start.ToString(ClockFormat, CultureInfo.InvariantCulture),
                    ["end"] = g.QuietHours.End.ToString(ClockFormat, CultureInfo.InvariantCulture),
                },
                ["staleAfter"] = g.StaleAfter is { } stale ? Iso(stale) : null,
                ["negativeExperience"] = g.NegativeExperience,
            },
            ["deduplication"] = new JsonObject { ["window"] = Iso(p.DeduplicationWindow) },
            ["bots"] = new JsonObject
            {
                ["maxEvents"] = p.Bots.MaxEvents,
                ["within"] = Iso(p.Bots.Within),
                ["cappedSessions"] = p.Bots.CappedSessions,
            },
            ["kpis"] = new JsonObject
            {
                ["returnWindow"] = Iso(p.Kpis.ReturnWindow),
                ["cartHorizon"] = Iso(p.Kpis.CartHorizon),
                ["breakdownValues"] = p.Kpis.BreakdownValues,
            },
        };
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static AbandonmentPolicy Abandonment(JsonNode? node, AbandonmentPolicy d) => d with
    {
        Cart = Kind(node?["cart"], d.Cart),
        Checkout = Kind(node?["checkout"], d.Checkout),
        Browse = Kind(node?["browse"], d.Browse),
        MinProductViews = (int?)node?["browse"]?["minProductViews"] ?? d.MinProductViews,
        MinDwellMs = (long?)node?["browse"]?["minDwellMs"] ?? d.MinDwellMs,
        CartExpiry = Span(node?["cartExpiry"]) ?? d.CartExpiry,
        RecoveryWindow = Span(node?["recoveryWindow"]) ?? d.RecoveryWindow,
    };

    private static GovernancePolicy Governance(JsonObject? node, GovernancePolicy d)
    {
        if (node is null) return d;
        return d with
        {
            ConsentAssumed = Text(node["consent"]) == "assumed",
            SoftOptInCountries = node["softOptInCountries"] is JsonArray list
                ? [.. list.Select(c => (string)c!)] : d.SoftOptInCountries,
            FrequencyCap = node.ContainsKey("frequencyCap") ? (int?)node["frequencyCap"] : d.FrequencyCap,
            FrequencyWindow = Span(node["frequencyWindow"]) ?? d.FrequencyWindow,
            MoreSignificantWindow = node.ContainsKey("moreSignificantWindow")
                ? Span(node["moreSignificantWindow"]) : d.MoreSignificantWindow,
            MinimumValue = (decimal?)node["minimumValue"],
            QuietHours = node["quietHours"] is JsonObject quiet
                ? new QuietHoursPolicy(Clock(quiet["start"]), Clock(quiet["end"])) : null,
            StaleAfter = node.ContainsKey("staleAfter") ? Span(node["staleAfter"]) : d.StaleAfter,
            NegativeExperience = (bool?)node["negativeExperience"] ?? d.NegativeExperience,
        };
    }

    private static KindPolicy Kind(JsonNode? node, KindPolicy d) => new(
        (bool?)node?["enabled"] ?? d.Enabled,
        node?["steps"] is JsonArray steps ? [.. steps.Select(s => Span(s)!.Value)] : d.Steps);

    private static JsonObject Kind(KindPolicy kind) => new()
    {
        ["enabled"] = kind.Enabled,
        ["steps"] = new JsonArray([.. kind.Steps.Select(s => (JsonNode)Iso(s)!)]),
    };

    private static string? Text(JsonNode? node) => (string?)node;

    private static TimeSpan? Span(JsonNode? node) => node is null ? null : XmlConvert.ToTimeSpan((string)node!);

    private static string Iso(TimeSpan span) => XmlConvert.ToString(span);

    private static TimeOnly Clock(JsonNode? node) => TimeOnly.Parse((string)node!, CultureInfo.InvariantCulture);
}
