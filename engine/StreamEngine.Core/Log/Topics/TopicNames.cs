namespace StreamEngine.Core.Log;

/// <summary>The topics' names; the defaults are those that others rely on.</summary>
public sealed record TopicNames
{
    /// <summary>Input: what customers look at.</summary>
    public string Clickstream { get; init; } = "clickstream";

    /// <summary>Input: what they put into carts, and checkouts.</summary>
    public string Carts { get; init; } = "carts";

    /// <summary>Input: what they order, cancel and return.</summary>
    public string Orders { get; init; } = "orders";

    /// <summary>Input: consent, identities, feedback. Null where the shop has none.</summary>
    public string? Customers { get; init; } = "customers";

    /// <summary>Output: sessions.</summary>
    public string Sessions { get; init; } = "sessions";

    /// <summary>Output: triggers that passed every rule.</summary>
    public string Triggers { get; init; } = "abandonment-triggers";

    /// <summary>Output: every candidate and the rule that decided.</summary>
    public string Decisions { get; init; } = "decisions";

    /// <summary>Output: key figures, the newest of each key.</summary>
    public string Kpis { get; init; } = "kpis";

    /// <summary>Output: events behind the allowed lateness.</summary>
    public string LateEvents { get; init; } = "late-events";

    /// <summary>Output: what could not be processed.</summary>
    public string DeadLetters { get; init; } = "dead-letters";

    /// <summary>Internal: each task's share of each key figure.</summary>
    public string KpiPartials { get; init; } = "streamengine.kpi-partials";

    /// <summary>Internal: the state of the stage that merges the shares.</summary>
    public string KpiChangelog { get; init; } = "streamengine.kpi-changelog";

    /// <summary>Internal: what that stage has done.</summary>
    public string KpiJournal { get; init; } = "streamengine.kpi-journal";

    /// <summary>Internal: snapshots of state.</summary>
    public string Changelog { get; init; } = "streamengine.changelog";

    /// <summary>Internal: the order in which inputs were processed.</summary>
    public string Journal { get; init; } = "streamengine.journal";
}
