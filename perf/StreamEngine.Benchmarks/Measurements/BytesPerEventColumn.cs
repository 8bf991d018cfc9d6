using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>Bytes allocated an event, with the decimal that the diagnoser's own column leaves out.</summary>
internal sealed class BytesPerEventColumn : IColumn
{
    public string Id => nameof(BytesPerEventColumn);
    public string ColumnName => "B/event";
    public string Legend => "Bytes allocated an event, the growth of customers' state included";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 1;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var gc = summary[benchmarkCase]?.GcStats;
        if (gc is not { TotalOperations: > 0 } stats || stats.GetTotalAllocatedBytes(true) is not { } bytes) return "-";
        return ((double)bytes / stats.TotalOperations).ToString("N1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
