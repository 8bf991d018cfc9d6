namespace StreamEngine.Core.Operators.SessionWindow;

/// <summary>When a session ends.</summary>
/// <param name="GapMs">Events at most this far apart belong together, ms, at least 1.</param>
/// <param name="CapMs">An event later than start + cap starts a new session, ms, at least the gap.</param>
public sealed record SessionWindowOptions(long GapMs, long CapMs)
{
    /// <summary>Throws where gap or cap make no sense.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(GapMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CapMs, GapMs);
    }
}
