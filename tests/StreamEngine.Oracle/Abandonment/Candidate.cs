using StreamEngine.Oracle.Carts;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Sessions;

namespace StreamEngine.Oracle.Abandonment;

/// <summary>In the order of their settling at equal due times, which is also that of their significance.</summary>
internal enum Kind
{
    Checkout,
    Cart,
    Browse,
}

/// <summary>A candidate: one step of one arming (domain 5).</summary>
internal sealed class Candidate(Kind kind, int step, long lastActivityAt, long dueAt)
{
    public Kind Kind { get; } = kind;

    /// <summary>From 1.</summary>
    public int Step { get; } = step;
    public bool IsLastStep { get; init; }
    public long LastActivityAt { get; } = lastActivityAt;
    public long DueAt { get; } = dueAt;

    /// <summary>The due time, or the end of the quiet hours that it was moved to; every rule means this one.</summary>
    public long SettlesAt { get; set; } = dueAt;
    public long OpenedAt { get; init; }

    /// <summary>The session of lastActivityAt.</summary>
    public Session? Session { get; init; }
    public Cart? Cart { get; init; }
    public Checkout? Checkout { get; init; }

    /// <summary>Null while armed.</summary>
    public string? Outcome { get; set; }
    public bool Armed => Outcome is null;

    /// <summary>Given when decided.</summary>
    public CandidateId? Id { get; set; }

    /// <summary>Whether it fired and is not retracted.</summary>
    public bool Stands { get; set; }
    public bool Recovered { get; set; }

    public string KindName => Kind.ToString().ToLowerInvariant();
}
