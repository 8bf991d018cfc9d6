using System.Globalization;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>What all visits share: chance, the catalogue and the numbering of ids.</summary>
internal sealed class World(ulong seed)
{
    private long _lastId;

    public SeededRandom Random { get; } = new(seed);

    public Catalogue Catalogue { get; } = new(seed);

    /// <summary>An id never given before.</summary>
    public string NewId(char kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{++_lastId:x8}");

    /// <summary>The time between two clicks: mostly 5 to 30 seconds, now and then minutes, rarely a lunch.</summary>
    public long Pause() => Random.Below(100) switch
    {
        0 => Random.Between(31 * ShopLimits.MinuteMs, 75 * ShopLimits.MinuteMs),
        1 or 2 or 3 => Random.Between(ShopLimits.MinuteMs, 5 * ShopLimits.MinuteMs),
        _ => Random.Between(5 * ShopLimits.SecondMs, 30 * ShopLimits.SecondMs),
    };

    /// <summary>A time between the two numbers of hours.</summary>
    public long Hours(int low, int high) => Random.Between(low * ShopLimits.HourMs, high * ShopLimits.HourMs);

    /// <summary>A time between the two numbers of days.</summary>
    public long Days(int low, int high) => Random.Between(low * ShopLimits.DayMs, high * ShopLimits.DayMs);

    /// <summary>Fills what every event of the visit has in common.</summary>
    public void Envelope(Visit visit, EventData data, EventTopic topic, EventType type)
    {
        data.Topic = topic;
        data.Type = type;
        data.EventId = NewId('e');
        data.EventTime = visit.Time;
        data.Channel = visit.Channel;
        data.CustomerId = visit.LoggedIn || visit.Away ? visit.Person.CustomerId : null;
        if (!visit.Away || data.CustomerId is null) data.AnonymousId = visit.AnonymousId;
        if (!visit.Away) data.SessionId = visit.SessionId;
    }

    /// <summary>Fills where the person is.</summary>
    public static void Place(Visit visit, EventData data)
    {
        data.Locale = visit.Person.Market.Locale;
        data.TimeZone = visit.Person.Market.TimeZone;
        data.Country = visit.Person.Market.Country;
    }

    /// <summary>The whole cart as lines of the event.</summary>
    public void AllLines(Visit visit, EventData data)
    {
        data.Currency = visit.Person.Market.Currency;
        foreach (var line in visit.Lines) data.Lines.Add(Line(line));
    }

    public EventLine Line(CartLine line) =>
        new(Catalogue.Id(line.Product), Catalogue.Variant(line.Product), line.Quantity, line.Price);
}
