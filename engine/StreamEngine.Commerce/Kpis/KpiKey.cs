using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>The key of a KPI line in the topic kpis: <c>kpi|grain|windowStart|view|currency|breakdown</c>.</summary>
public static class KpiKey
{
    /// <summary>The key of a line; the breakdown as <c>name=value</c>, nothing where there is none.</summary>
    public static string Of(KpiRecord line) =>
        Of(line.Kpi, line.Grain, line.WindowStart, line.View, line.Currency, line.Breakdown);

    internal static string Of(
        string kpi, Grain grain, long start, string view, string? currency, (string Name, string Value)? breakdown) =>
        Of(kpi, grain.ToString().ToLowerInvariant(), start, view, currency, breakdown);

    private static string Of(
        string kpi, string grain, long start, string view, string? currency, (string Name, string Value)? breakdown) =>
        string.Join('|', kpi, grain, EventTime.Format(start), view, currency,
            breakdown is { } by ? $"{by.Name}={by.Value}" : null);
}
