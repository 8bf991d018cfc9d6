using System.Diagnostics.CodeAnalysis;
using StreamEngine.Commerce.Policies;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>
/// How long windows can change. A trigger is recovered within the time of the version under which it was armed, which
/// may be one before the policy given: the longest time of any policy that the stage was ever given is kept.
/// </summary>
public sealed partial class KpiMergeTask
{
    private readonly ShopPolicy _policy;
    private readonly long _latenessMs;
    private KpiLines _lines;
    private long[] _completeAfter;
    private long _recoveryWindowMs;

    /// <summary>That time as it stands in the state; -1 where it does not.</summary>
    private long _savedRecoveryWindowMs = -1;

    [MemberNotNull(nameof(_lines), nameof(_completeAfter))]
    private void SetHorizons(long recoveryWindowMs)
    {
        _recoveryWindowMs = recoveryWindowMs;
        _lines = new KpiLines(
            _policy with { Abandonment = _policy.Abandonment with { RecoveryWindowMs = recoveryWindowMs } },
            _latenessMs);
        _completeAfter = [.. KpiCatalog.All
            .SelectMany(kpi => new[] { _lines.CompleteAfter(kpi, View.Event), _lines.CompleteAfter(kpi, View.Order) })
            .Append(FigureWindows.RetentionMs(_latenessMs))
            .Distinct().Order()];
    }

    private void ResumeHorizons(long recoveryWindowMs)
    {
        _savedRecoveryWindowMs = recoveryWindowMs;
        if (recoveryWindowMs > _recoveryWindowMs) SetHorizons(recoveryWindowMs);
    }
}
