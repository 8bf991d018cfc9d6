using System.Text;
using StreamEngine.Commerce.Policies;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>The oracle's results in the form of <see cref="RecordedOutput"/>.</summary>
internal static class OracleLines
{
    public static string Of(OracleSession s) => RecordedOutput.Line(
        s.CustomerKey, s.Start, s.End, s.Status, s.EventCount, s.ProductViews,
        s.CartAdds, s.Checkouts, s.Orders, s.Revenue,
        s.Currency, s.AbandonedCart, s.Bot, s.Revision);

    public static string Of(OracleTrigger t) => RecordedOutput.Line(
        t.Id.CustomerKey, t.Id.CartId, t.Id.Kind, t.Id.Step, t.Id.LastActivityAt,
        t.Status, t.OpenedAt, t.DueAt, t.FiredAt,
        t.Value, t.Currency,
        string.Join(';', t.Lines.Select(
            l => $"{l.ProductId}/{l.Variant}x{l.Quantity}@{(l.UnitPrice is { } p ? RecordedOutput.Number(p) : "")}")),
        t.LastCheckoutStep, t.AbortReason, t.Basis, Of(t.RecoveredBy), Of(t.RetractedBy),
        OutputId.Of(Encoding.UTF8.GetBytes(t.Id.CustomerKey), "session", t.SessionStart!.Value), t.PolicyVersion,
        t.Revision);

    private static string? Of(OracleCause? cause) => cause is null ? null : RecordedOutput.Line(
        cause.OrderId, cause.EventId, cause.At, cause.Value, cause.Currency, cause.Rule);

    public static string Of(OracleDecision d) => RecordedOutput.Line(
        d.Id.CustomerKey, d.Id.CartId, d.Id.Kind, d.Id.Step, d.Id.LastActivityAt, d.DueAt, d.At, d.Outcome, d.Rule,
        d.PolicyVersion);

    public static string Of(OracleKpi k) => RecordedOutput.Line(
        k.Kpi, k.Grain, k.WindowStart, k.WindowEnd, k.View, k.Currency, k.Breakdown,
        k.Numerator, k.Denominator, k.Value, k.Status);

    public static string Of(OracleVerdict v) =>
        $"{v.Position}|{v.Column}|{(v.Column == LedgerColumn.Late ? "late" : v.Reason)}";

    public static string Of(Core.Tasks.RecordFate f) => $"{f.Position}|{f.Kind}|{f.Reason}";

    /// <summary>False for a line whose bookings were all taken back.</summary>
    public static bool SaysSomething(string kpi)
    {
        var places = kpi.Split('|');
        var isRatio = Ratios.Any(places[0].EndsWith);
        // Lines by reason and step divide by the whole: theirs is the numerator alone.
        var isShare = places[6].StartsWith("{\"reason\"", StringComparison.Ordinal)
            || places[6].StartsWith("{\"step\"", StringComparison.Ordinal);
        return places[7] != "0" || (isRatio && !isShare && places[8] != "0");
    }

    private static readonly string[] Ratios = ["_rate", "_value", "_share", "_cost", "_margin"];

    /// <summary>The same policy in the engine's words.</summary>
    public static ShopPolicy PolicyOf(OraclePolicy p)
    {
        static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
        static long OfDay(TimeOnly time) => time.Ticks / TimeSpan.TicksPerMillisecond;
        return new ShopPolicy
        {
            Version = p.Version,
            TimeZone = p.TimeZone,
            Currency = p.Currency,
            DeduplicationWindowMs = Ms(p.DeduplicationWindow),
            Session = new() { GapMs = Ms(p.Session.Gap), CapMs = Ms(p.Session.Cap) },
            Abandonment = new()
            {
                Cart = new()
                {
                    Enabled = p.Abandonment.Cart.Enabled,
                    StepsMs = [.. p.Abandonment.Cart.Steps.Select(Ms)]
                },
                Checkout = new()
                {
                    Enabled = p.Abandonment.Checkout.Enabled,
                    StepsMs = [.. p.Abandonment.Checkout.Steps.Select(Ms)]
                },
                Browse = new()
                {
                    Enabled = p.Abandonment.Browse.Enabled, StepsMs = [.. p.Abandonment.Browse.Steps.Select(Ms)],
                    MinProductViews = p.Abandonment.MinProductViews, MinDwellMs = p.Abandonment.MinDwellMs,
                },
                CartExpiryMs = Ms(p.Abandonment.CartExpiry),
                RecoveryWindowMs = Ms(p.Abandonment.RecoveryWindow),
            },
            Governance = new()
            {
                Consent = p.Governance.ConsentAssumed ? ConsentPolicy.Assumed : ConsentPolicy.Required,
                SoftOptInCountries = p.Governance.SoftOptInCountries,
                FrequencyCap = p.Governance.FrequencyCap,
                FrequencyWindowMs = Ms(p.Governance.FrequencyWindow),
                MoreSignificantWindowMs = p.Governance.MoreSignificantWindow is { } w ? Ms(w) : null,
                MinimumValue = p.Governance.MinimumValue,
                QuietHours = p.Governance.QuietHours is { } q ? new(OfDay(q.Start), OfDay(q.End)) : null,
                StaleAfterMs = p.Governance.StaleAfter is { } s ? Ms(s) : null,
                NegativeExperience = p.Governance.NegativeExperience,
            },
            Bots = new()
            {
                MaxEvents = p.Bots.MaxEvents, WithinMs = Ms(p.Bots.Within),
                CappedSessions = p.Bots.CappedSessions
            },
            Kpis = new()
            {
                ReturnWindowMs = Ms(p.Kpis.ReturnWindow), CartHorizonMs = Ms(p.Kpis.CartHorizon),
                BreakdownValues = p.Kpis.BreakdownValues
            },
        };
    }
}
