using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Oracle.Sessions;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>
/// One customer's complete input applied in event-time order, each timer settled after every event at or before its
/// due time and before any event after it (domain 1).
/// </summary>
internal sealed partial class CustomerStory
{
    private readonly string _key;
    private readonly PolicyTimeline _policies;
    private readonly OracleOptions _options;
    private readonly Published _published;
    private readonly List<Input> _soFar = [];
    private readonly Dictionary<Input, Session> _sessionOf = [];

    /// <summary>Whether it is told again because of a late event.</summary>
    private readonly bool _corrects;

    /// <summary>The event that is applied; null while a timer is settled.</summary>
    private Input? _atHand;

    /// <summary>What was published about the customer before is given where the story is told again.</summary>
    public CustomerStory(
        string key, IEnumerable<Input> events, PolicyTimeline policies, OracleOptions options,
        Published? published = null, bool corrects = false)
    {
        _corrects = corrects;
        _published = published ?? new Published();
        _recalled = new(_published.Candidates);
        _key = key;
        _policies = policies;
        _options = options;
        Events = [.. events.Order()];
        Sessions = SessionScan.Cut(Events, policies.Fixed.Session, _published.Cuts);
        foreach (var session in Sessions)
        {
            foreach (var e in session.Events) _sessionOf.Add(e, session);
        }
    }

    public string Key => _key;
    public List<Input> Events { get; }
    public List<Session> Sessions { get; }

    /// <summary>Records that put a line in another currency into a cart; they changed nothing.</summary>
    public HashSet<Input> MixedCurrency { get; } = [];
    public Published Published => _published;

    /// <summary>Applies everything; settles timers to the last armed one.</summary>
    public CustomerStory TellAll()
    {
        ApplyAll();
        Drain();
        if (!_corrects) TakeBackMoved();
        return this;
    }

    /// <summary>Applies everything; settles timers up to and including <paramref name="end"/>.</summary>
    public CustomerStory TellThrough(long end)
    {
        ApplyAll();
        SettleThrough(end);
        if (!_corrects) TakeBackMoved();
        return this;
    }

    private void ApplyAll()
    {
        foreach (var e in Events)
        {
            SettleThrough(e.Time - 1);
            _atHand = e;
            Apply(e);
            _atHand = null;
        }
    }

    private void Apply(Input e)
    {
        _soFar.Add(e);
        if (_sessionOf.TryGetValue(e, out var session))
        {
            if (Sessions.Find(s => s is { IsAlone: true, Closed: false } && s != session
                && IsPast(s.Events[0])) is { } alone)
                CloseSession(alone, e.Time);
            if (session.Events[0] == e) OpenSession(session, e);
        }
        switch (e.Topic)
        {
            case EventTopic.Carts:
                ApplyCart(e);
                break;
            case EventTopic.Orders when e.Type == EventType.Placed && Facts.Orders(_soFar).Contains(e):
                ApplyOrder(e);
                break;
            case EventTopic.Customers when e.Type == EventType.ConsentChanged && e.Data.Granted == false
                && e.Data.Purpose == Facts.Marketing:
                CancelAll(_ => true, "consent_revoked", e.Time);
                break;
        }
    }
}
