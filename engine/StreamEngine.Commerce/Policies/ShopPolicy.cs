using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// What the business decides: a document of its own, versioned. Durations in ms. Defaults as in docs/contract.md.
/// </summary>
public sealed record ShopPolicy
{
    public string Version { get; init; } = "1";

    /// <summary>IANA name of the zone of KPI windows and, for customers who state none, of quiet hours.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The currency of amounts that state none.</summary>
    public string Currency { get; init; } = "EUR";

    public SessionPolicy Session { get; init; } = new();
    public AbandonmentPolicy Abandonment { get; init; } = new();
    public GovernancePolicy Governance { get; init; } = new();
    public BotPolicy Bots { get; init; } = new();
    public KpiPolicy Kpis { get; init; } = new();

    /// <summary>Events of one id at most this far apart are duplicates.</summary>
    public long DeduplicationWindowMs { get; init; } = EventTime.Day;
}

/// <summary>When a session ends.</summary>
public sealed record SessionPolicy
{
    public long GapMs { get; init; } = 30 * EventTime.Minute;
    public long CapMs { get; init; } = EventTime.Day;
}

/// <summary>What is looked out for, and for how long.</summary>
public sealed record AbandonmentPolicy
{
    public KindPolicy Cart { get; init; } = new() { StepsMs = [60 * EventTime.Minute] };
    public KindPolicy Checkout { get; init; } = new() { StepsMs = [30 * EventTime.Minute] };
    public BrowsePolicy Browse { get; init; } = new();

    /// <summary>A cart unchanged for this long is expired.</summary>
    public long CartExpiryMs { get; init; } = 30 * EventTime.Day;

    /// <summary>An order this long after firing still counts as a recovery.</summary>
    public long RecoveryWindowMs { get; init; } = 7 * EventTime.Day;
}

/// <summary>One kind of abandonment: on or off, and its steps in ascending order.</summary>
public record KindPolicy
{
    public bool Enabled { get; init; } = true;
    public IReadOnlyList<long> StepsMs { get; init; } = [60 * EventTime.Minute];
}

/// <summary>Abandoned browsing.</summary>
public sealed record BrowsePolicy : KindPolicy
{
    public BrowsePolicy() => Enabled = false;
    public int MinProductViews { get; init; } = 2;
    public long MinDwellMs { get; init; } = 10_000;
}

/// <summary>Whether marketing must be allowed or may be assumed to be.</summary>
public enum ConsentPolicy { Required, Assumed }

/// <summary>The rules that may object to a trigger; null switches a rule off where it is nullable.</summary>
public sealed record GovernancePolicy
{
    public ConsentPolicy Consent { get; init; }

    /// <summary>Countries where one order that was not cancelled allows marketing.</summary>
    public IReadOnlyList<string> SoftOptInCountries { get; init; } = [];

    /// <summary>How many triggers may fire for a customer within the window.</summary>
    public int? FrequencyCap { get; init; } = 1;
    public long FrequencyWindowMs { get; init; } = EventTime.Day;
    public long? MoreSignificantWindowMs { get; init; } = EventTime.Day;

    /// <summary>The least value of a cart that is worth a trigger.</summary>
    public decimal? MinimumValue { get; init; }

    public QuietHoursPolicy? QuietHours { get; init; }

    /// <summary>A candidate that could be decided only this long after its due time is stale.</summary>
    public long? StaleAfterMs { get; init; } = EventTime.Day;
    public bool NegativeExperience { get; init; }
}

/// <summary>Local wall-clock time [Start, End), over midnight when End is before Start. Ms of the day.</summary>
public sealed record QuietHoursPolicy(long StartMs, long EndMs);

/// <summary>What tells a bot by its behaviour.</summary>
public sealed record BotPolicy
{
    /// <summary>More events than this within the span mark a session.</summary>
    public int MaxEvents { get; init; } = 300;
    public long WithinMs { get; init; } = 10 * EventTime.Minute;

    /// <summary>The n-th and every further session in a row that the cap cut is marked.</summary>
    public int CappedSessions { get; init; } = 3;
}

/// <summary>Horizons of figures.</summary>
public sealed record KpiPolicy
{
    /// <summary>How long the order view stays provisional for cancellations and refunds.</summary>
    public long ReturnWindowMs { get; init; } = 30 * EventTime.Day;

    /// <summary>A cart or checkout ordered within this time of its start is not abandoned.</summary>
    public long CartHorizonMs { get; init; } = EventTime.Day;

    /// <summary>
    /// How many countries, campaigns, reasons or steps a KPI of a window has lines for; the rest is one line.
    /// </summary>
    public int BreakdownValues { get; init; } = 250;
}
