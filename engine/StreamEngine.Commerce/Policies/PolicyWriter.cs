using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// Writes a policy as the one document that says it: every key, in one order, each value in one form. Two policies are
/// the same where these bytes are.
/// </summary>
internal static class PolicyWriter
{
    public static byte[] Write(ShopPolicy policy)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("version", policy.Version);
            json.WriteString("timeZone", policy.TimeZone);
            json.WriteString("currency", policy.Currency);
            Session(json, policy.Session);
            Abandonment(json, policy.Abandonment);
            Governance(json, policy.Governance);
            json.WriteStartObject("deduplication");
            Duration(json, "window", policy.DeduplicationWindowMs);
            json.WriteEndObject();
            Bots(json, policy.Bots);
            Kpis(json, policy.Kpis);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Session(Utf8JsonWriter json, SessionPolicy session)
    {
        json.WriteStartObject("session");
        Duration(json, "gap", session.GapMs);
        Duration(json, "cap", session.CapMs);
        json.WriteEndObject();
    }

    private static void Abandonment(Utf8JsonWriter json, AbandonmentPolicy abandonment)
    {
        json.WriteStartObject("abandonment");
        Kind(json, "cart", abandonment.Cart);
        json.WriteEndObject();
        Kind(json, "checkout", abandonment.Checkout);
        json.WriteEndObject();
        Kind(json, "browse", abandonment.Browse);
        json.WriteNumber("minProductViews", abandonment.Browse.MinProductViews);
        json.WriteNumber("minDwellMs", abandonment.Browse.MinDwellMs);
        json.WriteEndObject();
        Duration(json, "cartExpiry", abandonment.CartExpiryMs);
        Duration(json, "recoveryWindow", abandonment.RecoveryWindowMs);
        json.WriteEndObject();
    }

    /// <summary>What all kinds have; the object stays open.</summary>
    private static void Kind(Utf8JsonWriter json, string name, KindPolicy kind)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("enabled", kind.Enabled);
        json.WriteStartArray("steps");
        foreach (var step in kind.StepsMs) json.WriteStringValue(IsoDuration.Format(step));
        json.WriteEndArray();
    }

    private static void Governance(Utf8JsonWriter json, GovernancePolicy rules)
    {
        json.WriteStartObject("governance");
        json.WriteString("consent", rules.Consent == ConsentPolicy.Assumed ? "assumed" : "required");
        json.WriteStartArray("softOptInCountries");
        foreach (var country in rules.SoftOptInCountries.Distinct().Order(StringComparer.Ordinal))
            json.WriteStringValue(country);
        json.WriteEndArray();
        if (rules.FrequencyCap is { } cap) json.WriteNumber("frequencyCap", cap);
        else json.WriteNull("frequencyCap");
        Duration(json, "frequencyWindow", rules.FrequencyWindowMs);
        Duration(json, "moreSignificantWindow", rules.MoreSignificantWindowMs);
        // 50.00 is 50.
        if (rules.MinimumValue is { } least) json.WriteNumber("minimumValue", least / 1.0000000000000000000000000000m);
        else json.WriteNull("minimumValue");
        Quiet(json, rules.QuietHours);
        Duration(json, "staleAfter", rules.StaleAfterMs);
        json.WriteBoolean("negativeExperience", rules.NegativeExperience);
        json.WriteEndObject();
    }

    private static void Quiet(Utf8JsonWriter json, QuietHoursPolicy? quiet)
    {
        if (quiet is null)
        {
            json.WriteNull("quietHours");
            return;
        }

        json.WriteStartObject("quietHours");
        json.WriteString("start", TimeOfDay(quiet.StartMs));
        json.WriteString("end", TimeOfDay(quiet.EndMs));
        json.WriteEndObject();
    }

    private static void Bots(Utf8JsonWriter json, BotPolicy bots)
    {
        json.WriteStartObject("bots");
        json.WriteNumber("maxEvents", bots.MaxEvents);
        Duration(json, "within", bots.WithinMs);
        json.WriteNumber("cappedSessions", bots.CappedSessions);
        json.WriteEndObject();
    }

    private static void Kpis(Utf8JsonWriter json, KpiPolicy kpis)
    {
        json.WriteStartObject("kpis");
        Duration(json, "returnWindow", kpis.ReturnWindowMs);
        Duration(json, "cartHorizon", kpis.CartHorizonMs);
        json.WriteNumber("breakdownValues", kpis.BreakdownValues);
        json.WriteEndObject();
    }

    private static void Duration(Utf8JsonWriter json, string key, long? ms)
    {
        if (ms is { } known) json.WriteString(key, IsoDuration.Format(known));
        else json.WriteNull(key);
    }

    private static string TimeOfDay(long ms) =>
        TimeOnly.FromTimeSpan(TimeSpan.FromMilliseconds(ms)).ToString("HH:mm", CultureInfo.InvariantCulture);
}
