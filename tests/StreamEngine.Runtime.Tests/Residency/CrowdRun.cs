using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Runtime.Tests.Residency;

/// <summary>The shop's task as a worker steps it, over the records of a crowd.</summary>
internal sealed class CrowdRun : ITaskSink, IDisposable
{
    private static readonly WorkerOptions Options = new()
    {
        Inputs = [new("clickstream", 1), new("carts", 2), new("orders", 3)],
        Outputs = [], LateEventsTopic = "", DeadLettersTopic = "", JournalTopic = "", ChangelogTopic = "",
        Partitions = 1,
    };

    private readonly long _lifetimeMs;
    private readonly List<CrowdRecord> _fed = [];
    private readonly LogBatch _one = new();
    private long _highest = EventTime.Min;
    private TaskCore _core;

    /// <param name="lifetimeMs">When visitors are forgotten.</param>
    /// <param name="tier">Where customers are that are not at work.</param>
    public CrowdRun(long lifetimeMs, StateTier? tier)
    {
        _lifetimeMs = lifetimeMs;
        _core = New(tier);
    }

    /// <summary>What was published, in order.</summary>
    public List<string> Published { get; } = [];

    /// <summary>The records as a compacted changelog keeps them: the last of each key.</summary>
    public SortedDictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>The most keys that were out of memory, and in it between two steps.</summary>
    public long MostStored { get; private set; }
    public long MostResident { get; private set; }

    /// <summary>Steps these records as one batch.</summary>
    /// <param name="records">The records.</param>
    /// <param name="foresees">Whether it is known how far time will go by them.</param>
    public async Task FeedAsync(List<CrowdRecord> records, bool foresees)
    {
        var highest = EventTime.Min;
        foreach (var record in records)
        {
            Queue(record);
            _core.Gather(record.Input);
            _fed.Add(record);
            highest = Math.Max(highest, record.EventTime);
        }

        await _core.StepAsync(foresees ? EventTime.Plus(highest, -Options.OutOfOrdernessMs) : EventTime.Min);
        _highest = Math.Max(_highest, highest);
        MostStored = Math.Max(MostStored, _core.State.Size.StoredKeys);
        MostResident = Math.Max(MostResident, _core.State.Size.ResidentKeys);
    }

    public ValueTask CatchUpAsync() => _core.CatchUpAsync();

    /// <summary>Nobody says anything any more: time goes on alone.</summary>
    public async Task EndAsync(long afterMs)
    {
        await _core.CatchUpAsync();
        SaveRecords();
        for (var input = 0; input < 3; input++) _core.MarkIdle(input);
        _core.Advance(_highest + afterMs);
        await _core.CatchUpAsync();
        SaveRecords();
    }

    /// <summary>A snapshot.</summary>
    public async Task SaveAsync()
    {
        await _core.CatchUpAsync();
        SaveRecords();
    }

    /// <summary>The task ends, and another one goes on from the last snapshot, which was taken just now.</summary>
    public async Task MoveAsync(StateTier? tier)
    {
        await SaveAsync();
        var (former, ends) = (_core, _core.Queues.Select(q => q.Position).ToArray());
        var next = New(tier);
        foreach (var (key, value) in Records)
            next.State.Load(Convert.FromHexString(key), Convert.FromHexString(value));
        next.State.Resume(former.Clock.Watermark);
        next.Clock.Restore(former.Clock.Watermark, [.. Enumerable.Range(0, 3).Select(former.Clock.Highest)],
            [.. Enumerable.Range(0, 3).Select(former.Clock.IsIdle)], former.Clock.HighestArrival);
        for (var i = 0; i < 3; i++) next.Queues[i].Reset(former.Queues[i].OldestWaiting);
        _core = next;
        foreach (var record in _fed.Where(r => r.Offset >= former.Queues[r.Input].OldestWaiting))
        {
            Queue(record);
            await _core.RetakeAsync(record.Input);
        }

        Assert.Equal(ends, _core.Queues.Select(q => q.Position));
        _core.Sink = this;
        former.Dispose();
    }

    public void Dispose() => _core.Dispose();

    void ITaskSink.Publish(OutputBatch outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
            Published.Add($"{outputs.Stream(i)} {Encoding.UTF8.GetString(outputs.Value(i))}");
    }

    void ITaskSink.Refuse(in RecordFate fate, LogBatch records, int index) =>
        Published.Add($"{fate.Input} {fate.Position} {fate.Kind} {fate.Reason}");

    private TaskCore New(StateTier? tier)
    {
        var policy = new ShopPolicy
        {
            Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed, StaleAfterMs = null },
        };
        var shop = new ShopTask(
            policy, new ShopTime { VisitorLifetimeMs = _lifetimeMs }, new WriterSchemas(),
            batch => new JsonOutput(batch), new FigureRouting(0, 1, 1), tier);
        return new TaskCore(0, Options, shop) { Sink = this };
    }

    private void Queue(in CrowdRecord record)
    {
        _one.Clear();
        _one.Add(record.Offset, record.EventTime, TimestampKind.None, record.Key, record.Value);
        _core.Queues[record.Input].Add(_one);
    }

    private void SaveRecords() => _core.State.TakeChanges((key, value) =>
    {
        if (value.IsEmpty) Records.Remove(Convert.ToHexString(key));
        else Records[Convert.ToHexString(key)] = Convert.ToHexString(value);
    });
}
