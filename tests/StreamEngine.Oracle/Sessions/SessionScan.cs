using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Sessions;

/// <summary>Domain 3: cuts a customer's sorted events into sessions, greedily.</summary>
internal static class SessionScan
{
    public static List<Session> Cut(IEnumerable<Input> events, SessionPolicy policy)
    {
        var sessions = new List<Session>();
        var gap = (long)policy.Gap.TotalMilliseconds;
        var cap = (long)policy.Cap.TotalMilliseconds;
        foreach (var e in events.Where(Extends))
        {
            var last = sessions.LastOrDefault();
            if (last is null || e.Time - last.End > gap)
            {
                sessions.Add(new Session(e, last));
            }
            else if (e.Time > last.Start + cap)
            {
                last.CutAt = e.Time;
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
