using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>
/// The least processor time an event over the measurements of a benchmark, as the benchmark itself noted it: on a
/// machine that others use, the wall clock mostly tells about them.
/// </summary>
internal sealed class ProcessorTimeColumn : IColumn
{
    private static readonly Dictionary<(string Benchmark, int Customers), TimeSpan> Least = [];

    public string Id => nameof(ProcessorTimeColumn);
    public string ColumnName => "CPU ns";
    public string Legend => "Least processor time an event, ns";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 2;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;

    /// <summary>Notes a measurement.</summary>
    public static void Note(string benchmark, int customers, TimeSpan used)
    {
        var id = (benchmark, customers);
        Least[id] = Least.TryGetValue(id, out var least) && least < used ? least : used;
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var id = (benchmarkCase.Descriptor.WorkloadMethod.Name,
            (int)benchmarkCase.Parameters[nameof(PipelineBenchmarks.Customers)]);
        return Least.TryGetValue(id, out var least)
            ? (least.TotalNanoseconds / benchmarkCase.Descriptor.OperationsPerInvoke)
                .ToString("N0", CultureInfo.InvariantCulture)
            : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
