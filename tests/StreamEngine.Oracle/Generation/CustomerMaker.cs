using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

/// <summary>The events of one customer.</summary>
internal sealed class CustomerMaker
{
    private static readonly string?[] Zones =
        [null, null, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Mars/Olympus"];

    private static readonly string?[] Campaigns =
        [null, "spring", null, "news letter", "other", null, "  ", "retarget", "x"];

    private static readonly string?[] Reasons = [null, "too small", "broken", "", "changed my mind"];

    /// <summary>2000-01-01 and 2100-01-01.</summary>
    private const long FirstPlausible = 946_684_800_000, FirstImplausible = 4_102_444_800_000;

    private readonly SplitMix _random;
    private readonly ShopOptions _options;
    private readonly OraclePolicy _policy;
    private readonly Moments _moments;
    private readonly CartMaker _carts;
    private readonly OrderMaker _orders;
    private readonly List<EventData> _made = [];
    private readonly int _number;
    private readonly bool _anonymous;
    private readonly string? _zone;
    private readonly string? _country;
    private int _bursts;

    public CustomerMaker(SplitMix random, ShopOptions options, OraclePolicy policy, int number, long start)
    {
        _random = random;
        _options = options;
        _policy = policy;
        _number = number;
        _moments = new Moments(random, policy, start + (random.Below(120) * 60_000));
        _carts = new CartMaker(random, options);
        _orders = new OrderMaker(random, options, number);
        _anonymous = random.Chance(25);
        _zone = random.Pick<string?>(Zones);
        _country = random.Pick("DE", "de", "FR", null);
    }

    public List<EventData> Make()
    {
        for (var i = 0; i < _options.EventsPerCustomer; i++)
        {
            if (_options.Duplicates && _made.Count > 0 && _random.Chance(6)) Repeat();
            else if (_bursts < _options.Bursts && _random.Chance(4)) Burst();
            else Make(NextType());
        }
        return _made;
    }

    private EventType NextType()
    {
        var clicks = _options.ClicksOnly ? 100 : 30;
        return _random.Below(100) switch
        {
            var n when n < clicks => _random.Pick(
                EventType.PageView, EventType.ProductView, EventType.ProductView, EventType.PagePing,
                EventType.EmailOpen, EventType.EmailClick, EventType.Search),
            < 75 => _carts.NextType(),
            < 93 => _orders.NextType(),
            _ => _random.Pick(EventType.ConsentChanged, EventType.ConsentChanged, EventType.ConsentChanged,
                EventType.Identified, EventType.Contacted, EventType.Feedback, EventType.ErasureRequested),
        };
    }

    private void Make(EventType type, long? at = null)
    {
        var e = new EventData
        {
            Type = type,
            Topic = Input.TopicOf(type),
            EventId = $"c{_number}-{_made.Count}",
            EventTime = at ?? _moments.Next(),
            Channel = _random.Pick(Channel.Web, Channel.Web, Channel.Web, Channel.App, Channel.Pos, Channel.Phone),
            CustomerId = _anonymous ? _random.Pick(null, "guest", "0") : $"{_number + 1}",
            AnonymousId = _anonymous || _random.Chance(50) ? $"a{_number}" : null,
            TimeZone = _random.Chance(10) ? _random.Pick<string?>(Zones) : _zone,
            Country = _random.Chance(50) ? _country : null,
            Campaign = Campaigns[_made.Count * (_number + 2) % Campaigns.Length],
        };
        if (type is EventType.Cancelled or EventType.Refunded or EventType.ReturnRequested)
            e.Reason = Reasons[_made.Count * (_number + 1) % Reasons.Length];
        switch (e.Topic)
        {
            case EventTopic.Clickstream:
                e.ProductId = "p1";
                e.DwellMs = _random.Pick<long?>(null, null, 9_999, 10_000);
                break;
            case EventTopic.Carts:
                _carts.Fill(e);
                break;
            case EventTopic.Orders:
                _orders.Fill(e, _carts);
                break;
            default:
                FillCustomer(e);
                break;
        }
        if (_options.Ill && _random.Chance(3)) Spoil(e);
        _made.Add(e);
    }

    /// <summary>A burst of clicks, as many as make a bot or a few less: others may come close to it.</summary>
    private void Burst()
    {
        _bursts++;
        var clicks = _policy.Bots.MaxEvents - 2 + _random.Below(4);
        for (var i = 0; i < clicks; i++) Make(EventType.PageView, _moments.Soon());
    }

    private void FillCustomer(EventData e)
    {
        // Erasure is for ever: it stays rare.
        if (e.Type == EventType.ErasureRequested && _random.Chance(80)) e.Type = EventType.Identified;
        if (e.Type == EventType.ConsentChanged && !_options.Consents) e.Type = EventType.Identified;
        e.Purpose = _random.Chance(85) ? "marketing" : "analytics";
        e.Granted = _random.Chance(70);
        e.Rating = _random.Pick<int?>(null, 1, 2, 3, 5);
        e.Spend = e.Type == EventType.Contacted ? _random.Pick<decimal?>(null, 0.5m, 12.25m) : null;
    }

    private void Spoil(EventData e)
    {
        if (_random.Chance(20))
        {
            e.EventTime = _random.Pick(FirstPlausible - 1, FirstImplausible, 0L, long.MaxValue / 2, -1L);
        }
        else if (e.Lines.Count > 0 && _random.Chance(60))
        {
            var quantity = _random.Pick(0, -1, 1);
            e.Lines[0] = e.Lines[0] with { Quantity = quantity, UnitPrice = quantity == 1 ? -1m : 3m };
        }
        else
        {
            e.CustomerId = " undefined ";
            e.AnonymousId = _random.Pick(null, "00-00", "  ");
        }
    }

    /// <summary>The same event once more: at the same time, or with its id around the end of the window.</summary>
    private void Repeat()
    {
        var copy = EventCopy.Of(_random.Chance(50) ? _made[^1] : _random.Pick<EventData>(_made));
        if (!_options.OrderFree && _random.Chance(50)) copy.EventTime = _moments.Next();
        _made.Add(copy);
    }
}
