using StreamEngine.Commerce;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Time;

namespace StreamEngine.Host.Publishing;

/// <summary>How far time must move on after the last event so that nothing of it is left to decide.</summary>
public static class DrainTime
{
    /// <summary>
    /// The event time of a heartbeat after which every session is closed, every candidate decided, every cart expired
    /// and every triggered cart past its recovery. Figures of longer windows, such as a month, stay provisional.
    /// </summary>
    /// <param name="last">The time of the last event.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="time">How time is treated.</param>
    public static long After(long last, ShopPolicy policy, ShopTime time)
    {
        var abandonment = policy.Abandonment;
        // A candidate counts from the end of a session at the latest, and quiet hours put it off by a day at most.
        var sessionEnd = EventTime.Plus(last, policy.Session.GapMs);
        var kinds = new[] { abandonment.Cart, abandonment.Checkout, abandonment.Browse };
        var step = kinds.Where(kind => kind.Enabled).SelectMany(kind => kind.StepsMs).DefaultIfEmpty(0).Max();
        var decided = EventTime.Plus(sessionEnd, step + (policy.Governance.QuietHours is null ? 0 : EventTime.Day));
        var settled = Math.Max(
            EventTime.Plus(decided, abandonment.RecoveryWindowMs),
            EventTime.Plus(last, Math.Max(abandonment.CartExpiryMs, policy.Kpis.CartHorizonMs)));
        return EventTime.Plus(settled, time.OutOfOrdernessMs + 1);
    }
}
