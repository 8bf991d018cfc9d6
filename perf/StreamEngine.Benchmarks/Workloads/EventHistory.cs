using System.Buffers;
using System.Text;
using StreamEngine.Benchmarks.Stages;
using StreamEngine.Core.Inputs;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Benchmarks.Workloads;

/// <summary>
/// The history of a generated shop, encoded batch by batch, in order and without faults. However many customers there
/// are, each does the same: about ten events a week.
/// </summary>
public sealed class EventHistory : IDisposable
{
    /// <summary>How many records a batch holds.</summary>
    public const int BatchRecords = 1_000;

    private const double EventsACustomerAWeek = 10;

    /// <summary>A visit is about twelve events, and four of five early visits are of somebody new.</summary>
    private const int EventsUntilACustomerIsKnown = 16;

    /// <summary>Until code that runs often is compiled for good, however few customers there are.</summary>
    private const int EventsUntilCompiled = 1_000_000;

    private readonly IEnumerator<EventData> _events;
    private readonly EventEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _value = new(1024);
    private readonly byte[] _key = new byte[CustomerKey.MaxBytes];
    private long _position;

    /// <param name="customers">How many people visit the shop.</param>
    /// <param name="measured">How many events will be measured, once everybody is known.</param>
    public EventHistory(int customers, int measured)
    {
        WarmUpEvents = Math.Max(
            EventsUntilCompiled, (long)customers * EventsUntilACustomerIsKnown / BatchRecords * BatchRecords);
        var events = WarmUpEvents + measured;
        _events = new ShopGenerator(new ShopOptions
        {
            Events = events,
            Customers = customers,
            Days = 7 * events / (EventsACustomerAWeek * customers),
            NewPeopleFirst = true,
            DisorderSeconds = 0,
            Late = 0,
            Duplicates = 0,
            Broken = 0,
        }).Events().GetEnumerator();
    }

    private long WarmUpEvents { get; }

    /// <summary>Takes the first events through a stage, until nearly all customers have been there.</summary>
    public void WarmUp(Stage stage)
    {
        var batch = new RecordBatch(BatchRecords);
        for (var left = WarmUpEvents; left > 0; left -= BatchRecords)
        {
            Fill(batch, BatchRecords);
            stage.Run(batch);
        }
    }

    /// <summary>The next events, encoded into batches of their own.</summary>
    public List<RecordBatch> Take(long events)
    {
        var batches = new List<RecordBatch>();
        for (var left = events; left > 0; left -= BatchRecords)
        {
            var batch = new RecordBatch(BatchRecords);
            Fill(batch, (int)Math.Min(left, BatchRecords));
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>Replaces the content of a batch by the next events.</summary>
    public void Fill(RecordBatch batch, int records)
    {
        batch.Clear();
        for (; records > 0 && _events.MoveNext(); records--) Add(batch, _events.Current);
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private void Add(RecordBatch batch, EventData data)
    {
        _value.ResetWrittenCount();
        if (!_encoder.Encode(data, _value).IsSuccess)
            throw new InvalidOperationException("a generated event is refused");
        CustomerKey.TryWrite(Utf8(data.CustomerId), Utf8(data.AnonymousId), _key, out var length);
        var record = new InputRecord
        {
            Input = (byte)data.Topic, Position = _position++, Arrival = InputRecord.NoArrival, Weight = 1,
        };
        batch.Add(record, _key.AsSpan(0, length), _value.WrittenSpan);
    }

    private static byte[] Utf8(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);
}
