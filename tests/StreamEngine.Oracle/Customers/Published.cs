using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Sessions;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>A line and the event time at which it was decided.</summary>
internal sealed record Told<T>(long At, T Line);

/// <summary>A candidate that was decided, and what has become of it.</summary>
internal sealed class Remembered(Kind kind, string outcome, long decidedAt)
{
    public Kind Kind { get; } = kind;

    /// <summary>fired, suppressed or cancelled: decided once (domain 5).</summary>
    public string Outcome { get; } = outcome;

    /// <summary>firedAt of a fired one.</summary>
    public long DecidedAt { get; } = decidedAt;

    /// <summary>The last line of a fired one.</summary>
    public OracleTrigger? Trigger { get; set; }
    public bool Fired => Trigger is not null;
    public bool Recovered { get; set; }
    public bool Retracted { get; set; }
}

/// <summary>
/// Everything published about one customer so far. A story told again after a late event publishes the difference.
/// </summary>
internal sealed class Published
{
    public List<Told<OracleSession>> Sessions { get; } = [];
    public List<Told<OracleTrigger>> Triggers { get; } = [];
    public List<Told<OracleDecision>> Decisions { get; } = [];

    public Dictionary<CandidateId, Remembered> Candidates { get; } = [];

    /// <summary>What the cap did, which stays.</summary>
    public CapCuts Cuts { get; } = new();

    /// <summary>The last line of a session by its start.</summary>
    public Dictionary<long, OracleSession> LastSessions { get; } = [];

    /// <summary>Publishes a closed session where it is new or its figures are.</summary>
    public void Session(long at, OracleSession line)
    {
        var revision = 1;
        if (LastSessions.TryGetValue(line.Start, out var last))
        {
            if (last with { Revision = line.Revision } == line) return;
            revision = last.Revision + 1;
        }
        LastSessions[line.Start] = line with { Revision = revision };
        Sessions.Add(new(at, LastSessions[line.Start]));
    }

    public void Trigger(long at, Remembered of, OracleTrigger line)
    {
        of.Trigger = line;
        Triggers.Add(new(at, line));
    }

    /// <summary>Same triggerId, revision + 1; final (domain 5).</summary>
    public void Retract(CandidateId id, Remembered fired, string rule, long at, Input? cause, string? currency)
    {
        fired.Retracted = true;
        var order = cause?.Type == EventType.Placed ? cause : null;
        Decisions.Add(new(at, new(id, fired.Trigger!.DueAt, at, "retracted", rule, fired.Trigger.PolicyVersion)));
        Trigger(at, fired, fired.Trigger with
        {
            Status = "retracted",
            RecoveredBy = null,
            Revision = fired.Trigger.Revision + 1,
            RetractedBy = new OracleCause(order?.OrderId, cause?.Data.EventId, at,
                order is null ? null : Facts.Gross(order.Data.Lines), order is null ? null : currency, rule),
        });
    }
}
