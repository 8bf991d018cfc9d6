using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Sessions;

/// <summary>Domain 3: cuts a customer's sorted events into sessions, greedily.</summary>
internal static class SessionScan
{
    /// <param name="events">Sorted.</param>
    /// <param name="policy">Gap and cap.</param>
    /// <param name="cuts">A cut made by the cap stays where it was made.</param>
    public static List<Session> Cut(IEnumerable<Input> events, SessionPolicy policy, CapCuts cuts)
    {
        var sessions = new List<Session>();
        var gap = (long)policy.Gap.TotalMilliseconds;
        var cap = (long)policy.Cap.TotalMilliseconds;
        foreach (var e in events.Where(Extends))
        {
            if (cuts.Alone.Contains(e))
            {
                // Its start names a session, so that those of one moment are one.
                if (sessions.LastOrDefault() is { IsAlone: true } same && same.Start == e.Time) same.Events.Add(e);
                else sessions.Add(new Session(e, null) { IsAlone = true });
                continue;
            }
            var last = sessions.LastOrDefault(s => !s.IsAlone);
            if (last is null || e.Time - last.End > gap)
            {
                sessions.Add(new Session(e, last));
            }
            else if ((cuts.Before.Contains(e.Time) && e.Time > last.End) || e.Time > last.Start + cap)
            {
                last.CutAt = e.Time;
                last.CutBy = e;
                sessions.Add(new Session(e, last));
            }
            else
            {
                last.Events.Add(e);
            }
        }
        return sessions;
    }

    /// <summary>Every click but emailOpen, every cart event, orders placed on web or app.</summary>
    public static bool Extends(Input e) => e.Topic switch
    {
        EventTopic.Clickstream => e.Type != EventType.EmailOpen,
        EventTopic.Carts => true,
        EventTopic.Orders => e.Type == EventType.Placed && (e.Data.Channel is Channel.Web or Channel.App),
        _ => false,
    };
}
