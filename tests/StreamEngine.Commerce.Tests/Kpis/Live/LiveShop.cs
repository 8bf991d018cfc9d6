using System.Buffers;
using System.Text;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Kpis.Live;

/// <summary>A share as it lies in its topic.</summary>
internal sealed record PublishedPartial(int Source, int Target, string Key, byte[] Value);

/// <summary>Tasks that publish their shares of figures, each with a clock of its own, as in the worker.</summary>
internal sealed class LiveShop : IDisposable
{
    private readonly ShopPolicy _policy;
    private readonly int _targets;
    private readonly ShopTask[] _shops;
    private readonly StreamTask[] _tasks;
    private readonly TaskClock[] _clocks;
    private readonly SortedDictionary<string, byte[]>[] _states;
    private readonly List<(InputRecord Record, byte[] Key, byte[] Value)>[] _fed;
    private readonly EventEncoder _encoder = new();
    private readonly RecordBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private long _position;

    public LiveShop(ShopPolicy policy, int sources, int targets)
    {
        (_policy, _targets) = (policy, targets);
        _clocks = [.. Enumerable.Range(0, sources).Select(_ => new TaskClock(1, new ShopTime().OutOfOrdernessMs))];
        _shops = new ShopTask[sources];
        _tasks = new StreamTask[sources];
        for (var source = 0; source < sources; source++) Begin(source);
        _states = [.. _clocks.Select(_ => new SortedDictionary<string, byte[]>(StringComparer.Ordinal))];
        _fed = [.. _clocks.Select(_ => new List<(InputRecord, byte[], byte[])>())];
    }

    /// <summary>Everything published so far, in order by source.</summary>
    public List<PublishedPartial> Partials { get; } = [];

    /// <summary>How many windows of figures the tasks keep.</summary>
    public int Windows => _shops.Sum(shop => shop.Pipeline.Totals.Count);

    /// <summary>Before each record, the task is moved on in so many steps.</summary>
    public int Steps { get; init; } = 1;

    public void Feed(IEnumerable<EventData> events)
    {
        foreach (var next in events) Feed(next);
    }

    public void Feed(EventData next)
    {
        _value.ResetWrittenCount();
        Assert.True(_encoder.Encode(next, _value).IsSuccess);
        var isKnown = CustomerKey.TryMake(next.CustomerId, next.AnonymousId, out var made);
        var key = isKnown ? Encoding.UTF8.GetBytes(made) : [];
        _batch.Clear();
        _batch.Add(
            new InputRecord
            {
                Input = (byte)next.Topic, Position = _position++, Arrival = InputRecord.NoArrival, Weight = 1,
            },
            key, _value.WrittenSpan);
        var source = (int)(Hash128.Of(key).Low % (ulong)_tasks.Length);
        _fed[source].Add((_batch[0], key, _value.WrittenSpan.ToArray()));
        Approach(source);
        _tasks[source].Step(_batch, _batch[0]);
        Collect(source);
    }

    /// <summary>The end of a batch: every task moves on to its watermark.</summary>
    public void CatchUp()
    {
        for (var source = 0; source < _tasks.Length; source++)
        {
            _tasks[source].CatchUp();
            Collect(source);
        }
    }

    /// <summary>
    /// Every task ends and goes on elsewhere, from the records of its state and the events that waited.
    /// </summary>
    public void Restart()
    {
        CatchUp();
        for (var source = 0; source < _tasks.Length; source++)
        {
            var state = _states[source];
            _shops[source].State.TakeChanges((key, value) =>
            {
                if (value.IsEmpty) state.Remove(Convert.ToHexString(key));
                else state[Convert.ToHexString(key)] = value.ToArray();
            });
            var position = _shops[source].Pipeline.Process.Position;
            _tasks[source].Dispose();
            Begin(source);
            foreach (var (key, value) in state) _shops[source].State.Load(Convert.FromHexString(key), value);
            _shops[source].State.Resume(position);
            foreach (var (record, key, value) in _fed[source])
            {
                _batch.Clear();
                _batch.Add(record, key, value);
                _shops[source].Retake(_batch, _batch[0]);
            }
        }
    }

    /// <summary>Moves a task's time on, as silence or a heartbeat does.</summary>
    public void AdvanceTo(int source, long watermark)
    {
        _clocks[source].AdvanceTo(watermark);
        Approach(source);
        _tasks[source].CatchUp();
        Collect(source);
    }

    public void Drain()
    {
        for (var source = 0; source < _tasks.Length; source++) AdvanceTo(source, EventTime.Max);
    }

    public void Dispose()
    {
        foreach (var task in _tasks) task.Dispose();
    }

    private void Begin(int source)
    {
        _shops[source] = new ShopTask(
            _policy, new ShopTime(), new WriterSchemas(), _ => new RecordedOutput(),
            new FigureRouting(source, _clocks.Length, _targets));
        _tasks[source] = new StreamTask(
            _shops[source], _clocks[source], _ => 0, (in RecordFate _, ReadOnlySpan<byte> _) => { });
    }

    /// <summary>
    /// Cuts the way to the watermark into steps, as a driver may that has too many timers to settle at once.
    /// </summary>
    private void Approach(int source)
    {
        var (from, to) = (_shops[source].Pipeline.Process.Position, _clocks[source].Watermark);
        if (from <= EventTime.Min || to >= EventTime.Max || to <= from) return;
        for (var step = 1; step < Steps; step++) _shops[source].AdvanceTo(from + ((to - from) * step / Steps));
    }

    private void Collect(int source)
    {
        var outputs = _shops[source].Outputs;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs.Stream(i) != ShopStreams.KpiPartials) continue;
            Partials.Add(new PublishedPartial(
                source, outputs.Partition(i), Encoding.UTF8.GetString(outputs.Key(i)), outputs.Value(i).ToArray()));
        }

        outputs.Clear();
    }
}
