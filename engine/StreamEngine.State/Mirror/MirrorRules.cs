using StreamEngine.Core.State;

namespace StreamEngine.State.Mirror;

/// <summary>Whether a mirror that verifies may be used. Pure.</summary>
internal static class MirrorRules
{
    /// <summary>Why it may not; null where it may.</summary>
    public static string? Objection(MirrorIdentity wanted, MirrorIdentity found, MirrorMark mark, MirrorBounds bounds)
    {
        if (wanted != found) return $"it belongs to {found}, not to {wanted}";
        if (mark.ChangelogOffset < bounds.LogStart)
            return $"it ends at offset {mark.ChangelogOffset} of the changelog, which begins at {bounds.LogStart}";
        if (mark.ChangelogOffset > bounds.StableEnd)
            return $"it ends at offset {mark.ChangelogOffset} of the changelog, "
                + $"of which {bounds.StableEnd} are committed";
        if (bounds.Now - mark.TakenAt > bounds.TombstoneMs / 2)
            return "it is older than half of the time for which the changelog keeps tombstones";
        return null;
    }
}
