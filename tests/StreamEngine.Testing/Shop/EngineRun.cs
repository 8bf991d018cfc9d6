using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Testing.Shop;

/// <summary>
/// Runs events through the shop's tasks as a driver would: encoded, partitioned, in batches, on event time alone.
/// </summary>
public sealed class EngineRun : IDisposable
{
    private readonly TaskClock _clock;
    private readonly List<StreamTask> _tasks = [];
    private readonly List<ShopTask> _shops = [];
    private readonly EventEncoder _encoder = new();
    private readonly RecordBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly ShopPolicy _policy;
    private readonly ShopTime _time;

    /// <param name="policy">What the business decides.</param>
    /// <param name="time">How time is treated.</param>
    /// <param name="partitions">How many tasks share the input.</param>
    /// <param name="output">Takes what is published; without one, <see cref="Output"/> does.</param>
    /// <param name="topicClocks">True where each topic has a watermark of its own, as in Kafka.</param>
    /// <param name="also">Shown every record that <see cref="Output"/> takes.</param>
    public EngineRun(
        ShopPolicy policy, ShopTime? time = null, int partitions = 1, IShopOutput? output = null,
        bool topicClocks = false, IShopOutput? also = null)
    {
        Output = new RecordedOutput { Also = also };
        _policy = policy;
        _time = time ?? new ShopTime();
        _clock = new TaskClock(topicClocks ? Enum.GetValues<EventTopic>().Length : 1, _time.OutOfOrdernessMs);
        for (var i = 0; i < partitions; i++)
        {
            var shop = new ShopTask(policy, _time, new WriterSchemas(), _ => output ?? Output);
            _shops.Add(shop);
            _tasks.Add(new StreamTask(shop, _clock, topic => topicClocks ? topic : 0, Settle));
        }
    }

    public RecordedOutput Output { get; }

    public LedgerColumns Ledger { get; } = new();

    /// <summary>The fate of each record by its position in the input.</summary>
    public Dictionary<long, RecordFate> Fates { get; } = [];

    public IReadOnlyList<ShopTask> Tasks => _shops;

    /// <summary>Takes events in, in arrival order, numbered on from what was taken before.</summary>
    public void Feed(IEnumerable<EventData> events)
    {
        foreach (var next in events) Feed(next);
    }

    /// <summary>A new version of the policy, at this position of the input.</summary>
    public void Adopt(string document)
    {
        foreach (var task in _tasks)
        {
            // The first document is in force from the beginning of time: it is what the run began with.
            if (((ITaskPolicies)task.Pipeline).InForce is null) task.Adopt(PolicyDocument.Write(_policy));
            task.Adopt(Encoding.UTF8.GetBytes(document));
        }
    }

    /// <summary>The end of a batch: every task moves on to the watermark.</summary>
    public void EndBatch()
    {
        foreach (var task in _tasks) task.CatchUp();
    }

    /// <summary>
    /// Takes one event in; <paramref name="arrival"/> is when the broker got it, where there is a broker.
    /// </summary>
    public void Feed(EventData next, long arrival = InputRecord.NoArrival)
    {
        _value.ResetWrittenCount();
        if (!_encoder.Encode(next, _value).IsSuccess)
            throw new InvalidOperationException("the event cannot be encoded");
        var key = CustomerKey.TryMake(next.CustomerId, next.AnonymousId, out var made)
            ? Encoding.UTF8.GetBytes(made) : [];
        _batch.Clear();
        _batch.Add(
            new InputRecord
            {
                Input = (byte)next.Topic, Position = Ledger.Read, Arrival = arrival, Weight = 1,
            },
            key, _value.WrittenSpan);
        Ledger.CountRead(1);
        var partition = (int)(Core.Hashing.Hash128.Of(key).Low % (ulong)_tasks.Count);
        _tasks[partition].Step(_batch, _batch[0]);
    }

    /// <summary>The end of input is the end of time.</summary>
    public void Drain() => AdvanceTo(EventTime.Max);

    public void AdvanceTo(long watermark)
    {
        _clock.AdvanceTo(watermark);
        EndBatch();
    }

    /// <summary>The figures as lines: without revision.</summary>
    public List<string> Kpis()
    {
        var totals = new TumblingTotals<FigureKey>(
            FigureWindows.Options(new Calendar(_policy.TimeZone), _policy, _time.AllowedLatenessMs));
        foreach (var shop in _shops) totals.Add(shop.Pipeline.Totals);
        return [.. new KpiReport(totals, _policy, _time.AllowedLatenessMs)
            .Lines(_clock.Watermark).Select(k => RecordedOutput.Line(
            k.Kpi, k.Grain, k.WindowStart, k.WindowEnd, k.View, k.Currency,
            k.Breakdown is { } b ? $$"""{"{{b.Name}}":"{{b.Value}}"}""" : null, k.Numerator, k.Denominator, k.Value,
            k.IsFinal ? "final" : "provisional"))];
    }

    public void Dispose()
    {
        foreach (var task in _tasks) task.Dispose();
    }

    private void Settle(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        Fates.Add(fate.Position, fate);
        Ledger.CountFate(fate.Kind, fate.Reason, fate.Weight);
    }
}
