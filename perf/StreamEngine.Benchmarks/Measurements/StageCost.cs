using System.Diagnostics;
using StreamEngine.Benchmarks.Stages;
using StreamEngine.Benchmarks.Workloads;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>What a stage costs, over events that were encoded before and whose customers are known.</summary>
/// <param name="Events">How many events were measured.</param>
/// <param name="Processor">Time of the whole process, collections and compilation included.</param>
/// <param name="Wall">Time on the wall.</param>
/// <param name="Allocated">Bytes allocated by the thread.</param>
/// <param name="Customers">How many customers have state.</param>
/// <param name="HeapPerCustomer">Live bytes a customer before the measurement, tables and figures included.</param>
/// <param name="Collections">Of generations 0, 1 and 2.</param>
/// <param name="Pauses">Of all collections together.</param>
public sealed record StageCost(
    int Events, TimeSpan Processor, TimeSpan Wall, long Allocated, int Customers, long HeapPerCustomer,
    (int Gen0, int Gen1, int Gen2) Collections, TimeSpan Pauses)
{
    public double ProcessorNs => Processor.TotalNanoseconds / Events;
    public double WallNs => Wall.TotalNanoseconds / Events;
    public double BytesPerEvent => (double)Allocated / Events;

    /// <summary>Measures a stage.</summary>
    /// <param name="make">Makes the stage.</param>
    /// <param name="customers">How many customers there are.</param>
    /// <param name="events">How many events are measured.</param>
    /// <param name="types">Where not null, told of what is allocated.</param>
    public static StageCost Of(Func<Stage> make, int customers, int events, AllocatedTypes? types = null)
    {
        using var history = new EventHistory(customers, events);
        using var stage = make();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        history.WarmUp(stage);
        var heap = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        var known = stage.Customers;
        var batches = history.Take(events);
        GC.Collect();
        var (gen0, gen1, gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        var pauses = GC.GetTotalPauseDuration();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var processor = ProcessorTime.Now;
        var watch = Stopwatch.StartNew();
        if (types is not null) types.IsOn = true;
        foreach (var one in batches) stage.Run(one);
        if (types is not null) types.IsOn = false;
        return new StageCost(
            events, ProcessorTime.Now - processor, watch.Elapsed,
            GC.GetAllocatedBytesForCurrentThread() - allocated, stage.Customers, known == 0 ? 0 : heap / known,
            (GC.CollectionCount(0) - gen0, GC.CollectionCount(1) - gen1, GC.CollectionCount(2) - gen2),
            GC.GetTotalPauseDuration() - pauses);
    }
}
