using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Kpis;

internal static class KpiReport
{
    public static IReadOnlyList<OracleKpi> Make(
        IReadOnlyList<CustomerStory> stories, OraclePolicy policy, OracleOptions options, long? watermark) => [];
}
