using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Sessions;

/// <summary>One session: its events, and what the customer's story notes about it on the way.</summary>
internal sealed class Session(Input first, Session? previous)
{
    public List<Input> Events { get; } = [first];
    public long Start => Events[0].Time;
    public long End => Events[^1].Time;

    /// <summary>The session before it, whose cut by the cap may make this one a bot's.</summary>
    public Session? Previous { get; } = previous;

    /// <summary>Time of the event that came within the gap but after the cap (domain 11); null otherwise.</summary>
    public long? CutAt { get; set; }
    public Input? CutBy { get; set; }
    public bool Closed { get; set; }
    public long ClosedAt { get; set; }

    /// <summary>A late event that would have made a session longer than the cap: over as soon as it began.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Carts created or changed in it.</summary>
    public HashSet<Cart> TouchedCarts { get; } = [];
    public int CheckoutsOpened { get; set; }

    /// <summary>Domain 8, with what is known at a moment: events up to it, and a cut made by then.</summary>
    public bool IsBotAsOf(long moment, BotPolicy policy)
    {
        var known = Events.Where(e => e.Time <= moment).ToList();
        for (var i = policy.MaxEvents; i < known.Count; i++)
        {
            if (known[i].Time - known[i - policy.MaxEvents].Time <= (long)policy.Within.TotalMilliseconds) return true;
        }
        var cuts = 0;
        for (var s = this; s?.CutAt is { } cut && cut <= moment; s = s.Previous) cuts++;
        return cuts >= policy.CappedSessions;
    }
}
