using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Runtime.Tests.Residency;

/// <summary>One record of a crowd, as it arrives; clickstream, carts and orders are the inputs 0 to 2.</summary>
internal readonly record struct CrowdRecord(int Input, long Offset, long EventTime, byte[] Key, byte[] Value);

/// <summary>
/// Many visitors of whom each comes back once: a day, then days without anybody, then another day. Some put things in
/// carts or order; some events come late or twice.
/// </summary>
internal sealed class Crowd
{
    private const long Start = 19_800 * EventTime.Day;

    private readonly Random _random;
    private readonly List<(long Arrival, EventData Data)> _events = [];
    private int _number;

    private Crowd(int seed) => _random = new Random(seed);

    /// <summary>The records of a crowd by arrival, encoded.</summary>
    public static List<CrowdRecord> Of(int seed, int visitors)
    {
        var crowd = new Crowd(seed);
        var absence = crowd._random.Next(1, 4) * EventTime.Day;
        for (var visitor = 0; visitor < visitors; visitor++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"visitor-{visitor}");
            crowd.Visit(name, Start);
            crowd.Visit(name, Start + absence);
        }

        return crowd.Encode();
    }

    /// <summary>A visit on that day, in the hours before midnight more often than not.</summary>
    private void Visit(string visitor, long day)
    {
        var time = day + (_random.Next(3) == 0
            ? _random.NextInt64(EventTime.Day - EventTime.Hour)
            : (22 * EventTime.Hour) + _random.NextInt64(2 * EventTime.Hour));
        var clicks = _random.Next(1, 4);
        for (var i = 0; i < clicks; i++, time += _random.Next(5_000, 120_000)) Add(Click(visitor, time));
        if (_random.Next(3) == 0) Add(Cart(visitor, time));
        if (_random.Next(8) == 0) Add(Order(visitor, time + 30_000));
    }

    private void Add(EventData data)
    {
        var delay = _random.Next(200) switch
        {
            0 => _random.NextInt64(2 * EventTime.Day),
            < 4 => _random.NextInt64(2 * EventTime.Hour),
            _ => _random.NextInt64(8_000),
        };
        _events.Add((data.EventTime + delay, data));
        if (_random.Next(150) == 0) _events.Add((data.EventTime + delay + _random.Next(60_000), data));
    }

    private EventData New(EventTopic topic, EventType type, string visitor, long time) => new()
    {
        Topic = topic, Type = type, AnonymousId = visitor, EventTime = time,
        EventId = (++_number).ToString(CultureInfo.InvariantCulture),
    };

    private EventData Click(string visitor, long time)
    {
        var click = New(EventTopic.Clickstream, EventType.ProductView, visitor, time);
        click.ProductId = "SKU-" + _random.Next(50).ToString(CultureInfo.InvariantCulture);
        return click;
    }

    private EventData Cart(string visitor, long time)
    {
        var add = New(EventTopic.Carts, EventType.Add, visitor, time);
        (add.CartId, add.Currency) = ("cart-" + visitor, "EUR");
        add.Lines.Add(new EventLine("SKU-1", null, 1, 9.90m));
        return add;
    }

    private EventData Order(string visitor, long time)
    {
        var placed = New(EventTopic.Orders, EventType.Placed, visitor, time);
        (placed.OrderId, placed.CartId, placed.Currency) = ("order-" + placed.EventId, "cart-" + visitor, "EUR");
        placed.Lines.Add(new EventLine("SKU-1", null, 1, 9.90m));
        return placed;
    }

    private List<CrowdRecord> Encode()
    {
        var encoder = new EventEncoder();
        var value = new ArrayBufferWriter<byte>();
        var offsets = new long[3];
        var records = new List<CrowdRecord>(_events.Count);
        foreach (var (_, data) in _events.OrderBy(e => e.Arrival))
        {
            value.ResetWrittenCount();
            Assert.True(encoder.Encode(data, value).IsSuccess, "the event can be encoded");
            var input = (int)data.Topic - 1;
            records.Add(new CrowdRecord(input, offsets[input]++, data.EventTime,
                Encoding.UTF8.GetBytes(data.AnonymousId!), value.WrittenSpan.ToArray()));
        }

        return records;
    }
}
