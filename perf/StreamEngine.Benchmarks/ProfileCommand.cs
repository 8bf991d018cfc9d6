using System.Diagnostics;
using System.Globalization;
using StreamEngine.Benchmarks.Stages;
using StreamEngine.Benchmarks.Workloads;
using StreamEngine.Core.Inputs;

namespace StreamEngine.Benchmarks;

/// <summary>
/// Says by stage what an event costs: processor time of the whole process (collections and compilation included), which
/// other processes disturb less than wall time, and bytes allocated.
/// </summary>
internal static class ProfileCommand
{
    private const int Measured = 1_000_000;

    /// <summary>Usage: profile [customers] [stage …]. All stages by default.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var customers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var chosen = args.Length > 1 ? args[1..].ToArray() : null;
        using var types = chosen is not null && chosen.Contains("types") ? new AllocatedTypes() : null;
        Say($"{Measured:N0} events of {customers:N0} customers who are known, in order, one task");
        Say($"{"stage",-14}{"ns CPU",9}{"ns wall",9}{"M/s",7}{"B",8}{"customers",11}{"heap B/customer",17}{"collections",16}");
        foreach (var (name, make) in Stage.All)
            if (chosen is null || chosen.Contains(name)) Measure(name, make, customers, types);
        return 0;
    }

    private static void Measure(string name, Func<Stage> make, int customers, AllocatedTypes? types)
    {
        using var history = new EventHistory(customers, Measured);
        using var stage = make();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var batch = new RecordBatch(EventHistory.BatchRecords);
        for (var left = history.WarmUpEvents; left > 0; left -= EventHistory.BatchRecords)
        {
            history.Fill(batch, EventHistory.BatchRecords);
            stage.Run(batch);
        }

        var known = stage.Customers;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        var batches = history.Take(Measured);
        GC.Collect();
        var collections = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        var pauses = GC.GetTotalPauseDuration();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var processor = ProcessorTime();
        var watch = Stopwatch.StartNew();
        if (types is not null) types.IsOn = true;
        foreach (var one in batches) stage.Run(one);
        var wall = watch.Elapsed;
        processor = ProcessorTime() - processor;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        pauses = GC.GetTotalPauseDuration() - pauses;
        var gc = string.Create(CultureInfo.InvariantCulture,
            $"{GC.CollectionCount(0) - collections.Item1}/{GC.CollectionCount(1) - collections.Item2}/{GC.CollectionCount(2) - collections.Item3} {pauses.TotalMilliseconds:N0} ms");
        Say($"{name,-14}{processor.TotalNanoseconds / Measured,9:N0}{wall.TotalNanoseconds / Measured,9:N0}"
            + $"{Measured / wall.TotalSeconds / 1e6,7:N2}{(double)allocated / Measured,8:N1}{stage.Customers,11:N0}"
            + $"{(known == 0 ? 0 : heap / known),17:N0}{gc,16}");
        if (types is null) return;
        types.IsOn = false;
        foreach (var (type, bytes) in types.ByType().Take(40)) Say($"{(double)bytes / Measured,20:N1} B  {type}");
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);
}
