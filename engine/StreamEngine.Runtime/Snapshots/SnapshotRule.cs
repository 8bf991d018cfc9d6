using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Snapshots;

/// <summary>What decides whether a snapshot is due.</summary>
/// <param name="SinceMs">How long ago the last one was; the start of the task counts as one.</param>
/// <param name="Records">Input records since then.</param>
/// <param name="ReplayMs">How long replaying what came since then would take.</param>
/// <param name="ChangedBytes">State that changed since then.</param>
/// <param name="LastDurationMs">How long the last one took.</param>
internal readonly record struct SnapshotFigures(
    long SinceMs, long Records, long ReplayMs, long ChangedBytes, long LastDurationMs);

/// <summary>Decides when a snapshot is due. Pure.</summary>
internal static class SnapshotRule
{
    public static bool IsDue(in SnapshotFigures figures, SnapshotOptions options)
    {
        if (figures.Records == 0 && figures.ChangedBytes == 0) return false;
        if (figures.ChangedBytes >= options.ChangedBytes) return true;
        // The share of the time is kept even where replaying would then take longer.
        if (figures.LastDurationMs * 100 > figures.SinceMs * options.SharePercent) return false;
        return figures.SinceMs >= options.EveryMs || figures.ReplayMs > options.ReplayMs;
    }
}
