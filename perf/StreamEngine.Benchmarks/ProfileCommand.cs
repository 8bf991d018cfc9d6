using System.Globalization;
using StreamEngine.Benchmarks.Measurements;
using StreamEngine.Benchmarks.Stages;

namespace StreamEngine.Benchmarks;

/// <summary>Prints what an event costs by stage, and on request by type what it allocates.</summary>
internal static class ProfileCommand
{
    private const int Measured = 1_000_000;
    private const int TypesShown = 40;

    /// <summary>Usage: profile [customers] [stage …] [types]. All stages by default.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var customers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var chosen = args.Length > 1 ? args[1..].ToArray() : [];
        var showsTypes = chosen.Contains("types");
        var stages = Stage.All.Where(stage => chosen.Contains(stage.Name)).ToList();
        Say($"{Measured:N0} events of {customers:N0} customers who are known, in order, one task");
        Say($"{"stage",-14}{"ns CPU",8}{"ns wall",9}{"M/s",6}{"B",7}{"customers",11}{"heap B each",12}"
            + "  collections, pauses");
        foreach (var (name, make) in stages.Count > 0 ? stages : Stage.All)
        {
            using var types = showsTypes ? new AllocatedTypes() : null;
            Print(name, StageCost.Of(make, customers, Measured, types));
            foreach (var (type, bytes) in types?.ByType().Take(TypesShown) ?? [])
                Say($"{(double)bytes / Measured,20:N1} B  {type}");
        }

        return 0;
    }

    private static void Print(string name, StageCost cost) =>
        Say($"{name,-14}{cost.ProcessorNs,8:N0}{cost.WallNs,9:N0}{1e3 / cost.WallNs,6:N2}{cost.BytesPerEvent,7:N1}"
            + $"{cost.Customers,11:N0}{cost.HeapPerCustomer,12:N0}  "
            + $"{cost.Collections.Gen0}/{cost.Collections.Gen1}/{cost.Collections.Gen2}"
            + $" {cost.Pauses.TotalMilliseconds:N0} ms");

    private static void Say(string text) => Console.WriteLine(text);
}
