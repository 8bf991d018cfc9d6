using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>Which window a figure is booked in, and when its windows are complete (docs/domain.md, "KPIs").</summary>
public static class FigureWindows
{
    /// <summary>The options of the totals.</summary>
    public static TumblingOptions<FigureKey> Options(Calendar calendar, ShopPolicy policy, long latenessMs) => new(
        (key, time) => calendar.WindowOf(key.Grain, time),
        key => CompleteAfter(key.Figure, key.View, policy, latenessMs));

    /// <summary>
    /// How long after its end anything can still change a window: orders are kept that long for what refers to them. A
    /// running task folds older windows into coarser ones.
    /// </summary>
    public static long RetentionMs(long latenessMs) =>
        EventTime.Plus(Limits.OrderRetentionMs, latenessMs) + EventTime.Day;

    /// <summary>How long after its end a window of the figure can still change.</summary>
    public static long CompleteAfter(Figure figure, View view, ShopPolicy policy, long latenessMs)
    {
        var after = figure switch
        {
            Figure.Carts or Figure.AbandonedCarts or Figure.Checkouts or Figure.AbandonedCheckouts =>
                policy.Kpis.CartHorizonMs,
            Figure.Triggers or Figure.RecoveredTriggers => policy.Abandonment.RecoveryWindowMs,
            _ => 0,
        };
        if (view == View.Order) after = Math.Max(after, policy.Kpis.ReturnWindowMs);
        return EventTime.Plus(latenessMs, after);
    }
}
