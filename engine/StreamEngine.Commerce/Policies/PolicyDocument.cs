using System.Text.Json;
using StreamEngine.Commerce.Governance;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// The policy as a JSON document (docs/contract.md, "Configuration"): every key optional, durations in ISO-8601,
/// unknown keys refused. A document is taken whole or not at all.
/// </summary>
public static class PolicyDocument
{
    /// <summary>The longest version, in characters: it stands on every decision.</summary>
    public const int MaxVersionLength = 64;

    /// <summary>The most steps of a kind.</summary>
    public const int MaxSteps = 16;

    /// <summary>The longest duration: what is older is forgotten anyway (docs/domain.md, "KPIs").</summary>
    public const long MaxDurationMs = Limits.OrderRetentionMs;

    /// <summary>The most triggers a customer may be allowed within the window.</summary>
    public const int MaxFrequencyCap = 1000;

    /// <summary>
    /// The largest count of events or sessions that a rule may ask for: customers remember that many times.
    /// </summary>
    public const int MaxCount = 10_000;

    /// <summary>The most values that a breakdown may have lines for.</summary>
    public const int MaxBreakdownValues = 1000;

    /// <summary>The most bytes that <see cref="Write"/> gives for a policy that was read.</summary>
    public const int MaxWrittenBytes = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the document.</summary>
    /// <exception cref="PolicyException">What it breaks, every violation with its key and what is allowed.</exception>
    public static ShopPolicy Parse(ReadOnlyMemory<byte> utf8)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(WithoutMark(utf8), Strict);
        }
        catch (JsonException exception)
        {
            throw new PolicyException([$"not a JSON document: {exception.Message}"]);
        }

        using (document)
        {
            var violations = new List<string>();
            var policy = Read(new PolicySection(document.RootElement, "", violations));
            return violations.Count == 0 ? policy : throw new PolicyException(violations);
        }
    }

    /// <summary>
    /// Writes a policy as the one document that says it, however the one that was read was written: policies that
    /// decide alike and are called alike give the same bytes. At most <see cref="MaxWrittenBytes"/>.
    /// </summary>
    public static byte[] Write(ShopPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return PolicyWriter.Write(policy);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    private static ShopPolicy Read(PolicySection root)
    {
        var defaults = new ShopPolicy();
        var policy = new ShopPolicy
        {
            Version = root.Text("version", defaults.Version,
                $"a text of 1 to {MaxVersionLength} characters",
                text => text.Trim().Length is > 0 and <= MaxVersionLength),
            TimeZone = root.Text("timeZone", defaults.TimeZone,
                "the IANA name of a time zone, such as Europe/Berlin", name => QuietHours.ZoneOf(name) is not null),
            Currency = root.Text("currency", defaults.Currency,
                "an ISO 4217 code of three capital letters, such as EUR", text => IsCode(text, 3)),
            Session = Session(root.Section("session"), defaults.Session),
            Abandonment = Abandonment(root.Section("abandonment"), defaults.Abandonment),
            Governance = Governance(root.Section("governance"), defaults.Governance),
            DeduplicationWindowMs = Deduplication(root.Section("deduplication"), defaults.DeduplicationWindowMs),
            Bots = Bots(root.Section("bots"), defaults.Bots),
            Kpis = Kpis(root.Section("kpis"), defaults.Kpis),
        };
        root.RefuseOthers();
        return policy;
    }

    private static SessionPolicy Session(PolicySection section, SessionPolicy defaults)
    {
        var gap = section.Duration("gap", defaults.GapMs, 1);
        var cap = section.Duration("cap", defaults.CapMs, 1);
        if (cap < gap)
            section.Violate("cap", $"is shorter than the gap; a duration of at least {section.PathOf("gap")} is");
        section.RefuseOthers();
        return new SessionPolicy { GapMs = gap, CapMs = cap };
    }

    private static AbandonmentPolicy Abandonment(PolicySection section, AbandonmentPolicy defaults)
    {
        var policy = new AbandonmentPolicy
        {
            Cart = Kind(section.Section("cart"), defaults.Cart),
            Checkout = Kind(section.Section("checkout"), defaults.Checkout),
            Browse = Browse(section.Section("browse"), defaults.Browse),
            CartExpiryMs = section.Duration("cartExpiry", defaults.CartExpiryMs, 1),
            RecoveryWindowMs = section.Duration("recoveryWindow", defaults.RecoveryWindowMs, 1),
        };
        section.RefuseOthers();
        return policy;
    }

    private static KindPolicy Kind(PolicySection section, KindPolicy defaults)
    {
        var kind = new KindPolicy
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            StepsMs = section.Steps("steps", defaults.StepsMs),
        };
        section.RefuseOthers();
        return kind;
    }

    private static BrowsePolicy Browse(PolicySection section, BrowsePolicy defaults)
    {
        var browse = new BrowsePolicy
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            StepsMs = section.Steps("steps", defaults.StepsMs),
            MinProductViews = section.Whole("minProductViews", defaults.MinProductViews, 1, MaxCount),
            MinDwellMs = section.Whole("minDwellMs", (int)defaults.MinDwellMs, 0, (int)EventTime.Day),
        };
        section.RefuseOthers();
        return browse;
    }

    private static GovernancePolicy Governance(PolicySection section, GovernancePolicy defaults)
    {
        var policy = new GovernancePolicy
        {
            Consent = section.Text(
                "consent", "required", "required or assumed", text => text is "required" or "assumed")
                == "assumed" ? ConsentPolicy.Assumed : ConsentPolicy.Required,
            SoftOptInCountries = section.Texts("softOptInCountries", defaults.SoftOptInCountries,
                "a list of ISO 3166 codes of two capital letters, such as DE", text => IsCode(text, 2)),
            FrequencyCap = section.IsNull("frequencyCap")
                ? null
                : section.Whole("frequencyCap", defaults.FrequencyCap ?? 1, 1, MaxFrequencyCap),
            FrequencyWindowMs = section.Duration("frequencyWindow", defaults.FrequencyWindowMs, 1),
            MoreSignificantWindowMs = section.NullableDuration(
                "moreSignificantWindow", defaults.MoreSignificantWindowMs),
            MinimumValue = section.Amount("minimumValue", defaults.MinimumValue),
            QuietHours = Quiet(section),
            StaleAfterMs = section.NullableDuration("staleAfter", defaults.StaleAfterMs),
            NegativeExperience = section.Flag("negativeExperience", defaults.NegativeExperience),
        };
        section.RefuseOthers();
        return policy;
    }

    private static QuietHoursPolicy? Quiet(PolicySection governance)
    {
        if (governance.IsNull("quietHours", orAbsent: true)) return null;
        var section = governance.Section("quietHours");
        var start = section.TimeOfDay("start");
        var end = section.TimeOfDay("end");
        if (start is { } from && from == end)
            section.Violate("end", "is the same as the start; another time of day is");
        section.RefuseOthers();
        return start is { } startMs && end is { } endMs ? new QuietHoursPolicy(startMs, endMs) : null;
    }

    private static long Deduplication(PolicySection section, long fallback)
    {
        var window = section.Duration("window", fallback, 0);
        section.RefuseOthers();
        return window;
    }

    private static BotPolicy Bots(PolicySection section, BotPolicy defaults)
    {
        var policy = new BotPolicy
        {
            MaxEvents = section.Whole("maxEvents", defaults.MaxEvents, 1, MaxCount),
            WithinMs = section.Duration("within", defaults.WithinMs, 1),
            CappedSessions = section.Whole("cappedSessions", defaults.CappedSessions, 1, MaxCount),
        };
        section.RefuseOthers();
        return policy;
    }

    private static KpiPolicy Kpis(PolicySection section, KpiPolicy defaults)
    {
        var policy = new KpiPolicy
        {
            ReturnWindowMs = section.Duration("returnWindow", defaults.ReturnWindowMs, 0),
            CartHorizonMs = section.Duration("cartHorizon", defaults.CartHorizonMs, 1),
            BreakdownValues = section.Whole("breakdownValues", defaults.BreakdownValues, 1, MaxBreakdownValues),
        };
        section.RefuseOthers();
        return policy;
    }

    private static bool IsCode(string text, int length)
    {
        if (text.Length != length) return false;
        foreach (var letter in text)
            if (letter is not (>= 'A' and <= 'Z')) return false;
        return true;
    }
}
