using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Benchmarks.States;

/// <summary>
/// Visits of many customers, one after the other over twenty hours of a day: a look at a product, and a cart. The next
/// day the first of them come back.
/// </summary>
internal sealed class ReturningVisitors(int customers)
{
    private const long Start = 19_800 * EventTime.Day;
    private const int LogBytes = 1024 * 1024;

    private readonly EventEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly EventData _event = new();
    private readonly long[] _offsets = new long[2];

    /// <summary>The input that views come by, and that of carts.</summary>
    public const int Clicks = 0, Carts = 1;

    /// <summary>The records of some visits, one of each kind a visit.</summary>
    public readonly record struct Batch(LogBatch Views, LogBatch Carts)
    {
        public long Records => Views.Count + Carts.Count;
    }

    /// <summary>
    /// The records of the visits of the first so many customers on that day, in the order of their times, a batch
    /// after the other; each is valid until the next one.
    /// </summary>
    public IEnumerable<Batch> Visits(int day, int count, int visitsPerBatch)
    {
        var (views, carts) = (new LogBatch(bytes: LogBytes), new LogBatch(bytes: LogBytes));
        for (var i = 0; i < count;)
        {
            views.Clear();
            carts.Clear();
            for (var end = Math.Min(i + visitsPerBatch, count); i < end; i++) Add(day, i, views, carts);
            yield return new Batch(views, carts);
        }
    }

    private void Add(int day, int visitor, LogBatch views, LogBatch carts)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"visitor-{visitor}");
        var time = Start + (day * EventTime.Day) + (visitor * EventTime.Hour * 20 / customers);
        Begin(EventTopic.Clickstream, EventType.ProductView, $"{day}-{visitor}", time, key);
        _event.ProductId = string.Create(CultureInfo.InvariantCulture, $"product-{visitor % 5_000}");
        _event.Country = "DE";
        _event.Referrer = "https://search.example/";
        _event.Campaign = "spring";
        AddTo(views, Clicks, key);
        Begin(EventTopic.Carts, EventType.Add, $"{day}-{visitor}", time + 2_000, key);
        _event.CartId = $"cart-{key}";
        _event.Currency = "EUR";
        _event.Lines.Add(new EventLine(
            string.Create(CultureInfo.InvariantCulture, $"product-{visitor % 5_000}"), "blue", 1, 9.90m));
        AddTo(carts, Carts, key);
    }

    private void Begin(EventTopic topic, EventType type, string id, long time, string visitor)
    {
        _event.Clear();
        (_event.Topic, _event.Type) = (topic, type);
        (_event.EventId, _event.EventTime, _event.AnonymousId) = (id, time, visitor);
    }

    private void AddTo(LogBatch records, int input, string key)
    {
        _value.ResetWrittenCount();
        _encoder.Encode(_event, _value);
        records.Add(_offsets[input]++, _event.EventTime, TimestampKind.None, Encoding.UTF8.GetBytes(key),
            _value.WrittenSpan);
    }
}
