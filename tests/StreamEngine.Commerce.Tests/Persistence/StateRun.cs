using System.Buffers;
using System.Text;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// One task driven as a worker drives it: keys are made resident before they are needed, memory is shrunk, records are
/// taken and taken in.
/// </summary>
internal sealed class StateRun : IDisposable
{
    private readonly TaskClock _clock;
    private readonly EventEncoder _encoder = new();
    private readonly RecordBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<long, EventData> _unsettled = [];
    private long _position;
    private long _highest = EventTime.Min;

    public StateRun(ShopPolicy policy, ShopTime time, StateTier? tier = null)
    {
        _clock = new TaskClock(1, time.OutOfOrdernessMs);
        Shop = new ShopTask(
            policy, time, new WriterSchemas(), batch => new JsonOutput(batch), new FigureRouting(0, 1, 1), tier: tier)
        {
            Fate = (in RecordFate fate, ReadOnlySpan<byte> _) =>
            {
                Fates.Add($"{fate.Position}|{fate.Kind}|{fate.Reason}|{fate.Message}");
                _unsettled.Remove(fate.Position);
            },
        };
    }

    public ShopTask Shop { get; }

    /// <summary>What was published, byte for byte, in order.</summary>
    public List<string> Published { get; } = [];

    public List<string> Fates { get; } = [];

    /// <summary>The records as a compacted changelog keeps them: the last of each key.</summary>
    public SortedDictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    public void Feed(EventData next)
    {
        _unsettled.Add(_position, next);
        Put(next, _position++);
        MoveTo(_clock.Watermark, 1);
        if (Shop.Take(_batch, _batch[0], _clock.Watermark) is { } time) Observe(time);
        Shop.State.Shrink();
        Collect();
    }

    /// <summary>A version of the policy, at this position of the input.</summary>
    public void Adopt(byte[] document)
    {
        AdvanceTo(_clock.Watermark);
        Shop.Adopt(document);
    }

    public void AdvanceTo(long watermark)
    {
        _clock.AdvanceTo(watermark);
        _batch.Clear();
        MoveTo(watermark, 0);
        Collect();
    }

    /// <summary>Takes what changed into <see cref="Records"/>.</summary>
    public void Save()
    {
        AdvanceTo(_clock.Watermark);
        Shop.State.TakeChanges((key, value) =>
        {
            if (value.IsEmpty) Records.Remove(Convert.ToHexString(key));
            else Records[Convert.ToHexString(key)] = Convert.ToHexString(value);
        });
    }

    /// <summary>A task that goes on from the records saved last, and from what waited for the watermark then.</summary>
    public StateRun Continue(ShopPolicy policy, ShopTime time, StateTier? tier = null)
    {
        var next = new StateRun(policy, time, tier) { _position = _position };
        foreach (var (key, value) in Records)
        {
            next.Records.Add(key, value);
            next.Shop.State.Load(Convert.FromHexString(key), Convert.FromHexString(value));
        }

        next.Shop.State.Resume(Shop.Pipeline.Process.Position);
        next._clock.AdvanceTo(_clock.Watermark);
        if (_highest != EventTime.Min) next.Observe(_highest);
        foreach (var (position, waiting) in _unsettled.OrderBy(w => w.Key))
        {
            next._unsettled.Add(position, waiting);
            next.Put(waiting, position);
            next.MoveTo(_clock.Watermark, 1);
            next.Shop.Take(next._batch, next._batch[0], _clock.Watermark);
            next.Shop.State.Shrink();
        }

        return next;
    }

    public void Dispose() => Shop.Dispose();

    private void Put(EventData next, long position)
    {
        _value.ResetWrittenCount();
        Assert.True(_encoder.Encode(next, _value).IsSuccess, "the event can be encoded");
        _batch.Clear();
        _batch.Add(
            new InputRecord
            {
                Input = (byte)next.Topic, Position = position, Arrival = InputRecord.NoArrival, Weight = 1,
            },
            [], _value.WrittenSpan);
    }

    private void Observe(long time)
    {
        _highest = Math.Max(_highest, time);
        _clock.Observe(0, time);
    }

    private void MoveTo(long watermark, int records)
    {
        while (true)
        {
            var ready = Shop.State.MakeResidentAsync(_batch, 0, records, watermark);
            Assert.True(ready.IsCompleted);
            var allowed = ready.AsTask().GetAwaiter().GetResult();
            Shop.AdvanceTo(allowed);
            if (allowed == watermark) return;
        }
    }

    private void Collect()
    {
        for (var i = 0; i < Shop.Outputs.Count; i++)
            Published.Add($"{Shop.Outputs.Stream(i)} {Encoding.UTF8.GetString(Shop.Outputs.Value(i))}");
        Shop.Outputs.Clear();
    }
}
