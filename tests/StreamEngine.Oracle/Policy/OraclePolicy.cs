namespace StreamEngine.Oracle.Policy;

/// <summary>
/// The oracle's own reading of the policy document (contract, section 4). Defaults are the documented ones.
/// </summary>
public sealed record OraclePolicy
{
    public string Version { get; init; } = "1";
    public string TimeZone { get; init; } = "UTC";
    public string Currency { get; init; } = "EUR";
    public SessionPolicy Session { get; init; } = new();
    public AbandonmentPolicy Abandonment { get; init; } = new();
    public GovernancePolicy Governance { get; init; } = new();
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromHours(24);
    public BotPolicy Bots { get; init; } = new();
    public KpiPolicy Kpis { get; init; } = new();

    /// <summary>Reads a policy document; every key is optional.</summary>
    public static OraclePolicy Parse(string json) => PolicyJson.Parse(json);

    /// <summary>Writes the document that <see cref="Parse"/> and the engine read.</summary>
    public string ToJson() => PolicyJson.Write(this);
}

public sealed record SessionPolicy
{
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);
    public TimeSpan Cap { get; init; } = TimeSpan.FromHours(24);
}

public sealed record AbandonmentPolicy
{
    public KindPolicy Cart { get; init; } = new(true, TimeSpan.FromMinutes(60));
    public KindPolicy Checkout { get; init; } = new(true, TimeSpan.FromMinutes(30));
    public KindPolicy Browse { get; init; } = new(false, TimeSpan.FromMinutes(60));
    public int MinProductViews { get; init; } = 2;
    public long MinDwellMs { get; init; } = 10_000;
    public TimeSpan CartExpiry { get; init; } = TimeSpan.FromDays(30);
    public TimeSpan RecoveryWindow { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>One kind of candidate: whether it is on, and its steps, counted from 1, in ascending order.</summary>
public sealed record KindPolicy(bool Enabled, params IReadOnlyList<TimeSpan> Steps);

public sealed record GovernancePolicy
{
    /// <summary>True for <c>"consent":"assumed"</c>.</summary>
    public bool ConsentAssumed { get; init; }
    public IReadOnlyList<string> SoftOptInCountries { get; init; } = [];
    /// <summary>Null switches the rule off, as it does for the window of the more significant and for stale.</summary>
    public int? FrequencyCap { get; init; } = 1;
    public TimeSpan FrequencyWindow { get; init; } = TimeSpan.FromHours(24);
    public TimeSpan? MoreSignificantWindow { get; init; } = TimeSpan.FromHours(24);
    public decimal? MinimumValue { get; init; }
    public QuietHoursPolicy? QuietHours { get; init; }
    public TimeSpan? StaleAfter { get; init; } = TimeSpan.FromHours(24);
    public bool NegativeExperience { get; init; }
}

/// <summary>Local wall-clock times, [Start, End), over midnight where End is before Start.</summary>
public sealed record QuietHoursPolicy(TimeOnly Start, TimeOnly End);

public sealed record BotPolicy
{
    public int MaxEvents { get; init; } = 300;
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(10);
    public int CappedSessions { get; init; } = 3;
}

public sealed record KpiPolicy
{
    public TimeSpan ReturnWindow { get; init; } = TimeSpan.FromDays(30);
    public TimeSpan CartHorizon { get; init; } = TimeSpan.FromHours(24);
    public int BreakdownValues { get; init; } = 250;
}
