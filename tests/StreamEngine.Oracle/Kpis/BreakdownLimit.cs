using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Oracle.Kpis;

/// <summary>Domain 6, breakdowns: beyond the limit a KPI's values of a window are one line.</summary>
internal static class BreakdownLimit
{
    public const string Other = "other";

    /// <summary>The value that each of them has a line under: those of the lowest XXH3 stay.</summary>
    public static Dictionary<string, string> Lines(IEnumerable<string> values, int limit)
    {
        var ranked = values.Where(v => v != Other).Distinct()
            .OrderBy(v => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(v))).ThenBy(v => v, StringComparer.Ordinal)
            .ToList();
        var lines = ranked.Select((v, i) => (v, line: i < limit ? v : Other)).ToDictionary(p => p.v, p => p.line);
        lines[Other] = Other;
        return lines;
    }
}
