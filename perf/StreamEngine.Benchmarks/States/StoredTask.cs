using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;
using StreamEngine.State.Files;
using StreamEngine.State.Store;

namespace StreamEngine.Benchmarks.States;

/// <summary>Where the time of a task was when a snapshot was taken.</summary>
internal sealed record TaskTimes(long Watermark, long[] Highest, long HighestArrival);

/// <summary>The shop's task as a worker steps it, with customers outside memory in a store on disk.</summary>
internal sealed class StoredTask : IDisposable
{
    private const int Mebibyte = 1024 * 1024;

    private static readonly WorkerOptions Options = new()
    {
        Inputs = [new("clickstream", 1), new("carts", 2)],
        Outputs = [], LateEventsTopic = "", DeadLettersTopic = "", JournalTopic = "", ChangelogTopic = "",
        Partitions = 1,
    };

    public StoredTask(string directory, long memoryBytes)
    {
        var store = FileWait.Spin.Complete(
            FasterStateStore.OpenAsync(new PhysicalFiles(), new StateStoreOptions
            {
                Directory = directory, MemoryLimitBytes = StateTier.StoreShareOf(memoryBytes),
            }),
            "opening the store");
        ChangedLimit = Math.Min(64L * Mebibyte, StateTier.ChangedShareOf(memoryBytes));
        var shop = new ShopTask(
            new ShopPolicy(), new ShopTime { VisitorLifetimeMs = 90 * EventTime.Day }, new WriterSchemas(),
            batch => new AvroOutput(batch, new ShopAvro()), new FigureRouting(0, 1, 1),
            new StateTier(store, StateTier.ObjectShareOf(memoryBytes)));
        Core = new TaskCore(0, Options, shop);
    }

    public TaskCore Core { get; }

    /// <summary>Changed bytes from which on a worker takes a snapshot.</summary>
    public long ChangedLimit { get; }

    public TaskTimes Clock =>
        new(Core.Clock.Watermark, [Core.Clock.Highest(0), Core.Clock.Highest(1)], Core.Clock.HighestArrival);

    public string Size
    {
        get
        {
            var size = Core.State.Size;
            return string.Create(CultureInfo.InvariantCulture,
                $"  in memory {size.ResidentKeys:N0}, stored {size.StoredKeys:N0}; objects about "
                + $"{size.ResidentBytes / Mebibyte:N0} MiB, store {size.StoreMemoryBytes / Mebibyte:N0} MiB, disk "
                + $"{size.StoreDiskBytes / Mebibyte:N0} MiB; heap {GC.GetTotalMemory(false) / Mebibyte:N0} MiB");
        }
    }

    /// <summary>Takes in the records of both inputs, in turn as they were written.</summary>
    public async ValueTask StepAsync(ReturningVisitors.Batch batch)
    {
        var (views, carts) = batch;
        Core.Queues[ReturningVisitors.Clicks].Add(views);
        Core.Queues[ReturningVisitors.Carts].Add(carts);
        for (var i = 0; i < views.Count; i++)
        {
            Core.Gather(ReturningVisitors.Clicks);
            Core.Gather(ReturningVisitors.Carts);
        }

        var last = views[views.Count - 1].Timestamp;
        await Core.StepAsync(last - Options.OutOfOrdernessMs).ConfigureAwait(false);
    }

    /// <summary>Everything that was taken in is folded: nothing waits for the watermark.</summary>
    public ValueTask SettleAsync()
    {
        Core.Advance(Core.Clock.HighestEventTime + 1);
        return Core.CatchUpAsync();
    }

    public async ValueTask SnapshotAsync(ISnapshotMirror mirror)
    {
        await Core.CatchUpAsync().ConfigureAwait(false);
        Core.State.TakeChanges(mirror.Add);
        if (!await mirror.CompleteAsync(new MirrorMark(1, 0, new byte[1])).ConfigureAwait(false))
            throw new InvalidOperationException(mirror.Failure);
    }

    public void Resume(TaskTimes clock)
    {
        Core.State.Resume(clock.Watermark);
        Core.Clock.Restore(clock.Watermark, clock.Highest, new bool[clock.Highest.Length], clock.HighestArrival);
    }

    public void Dispose() => Core.Dispose();
}
