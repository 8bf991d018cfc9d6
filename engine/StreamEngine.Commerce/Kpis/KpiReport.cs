using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Makes KPI lines of figures: rolls them up to hours, days, months and all time, then window by window.
/// </summary>
public sealed class KpiReport
{
    private static readonly Dictionary<string, int> Order = KpiCatalog.All
        .Select((kpi, index) => (kpi.Name, index)).ToDictionary(k => k.Name, k => k.index);

    private readonly Dictionary<(Grain, long), WindowFigures> _windows = [];
    private readonly KpiLines _lines;

    /// <param name="totals">The figures, of all tasks together.</param>
    /// <param name="policy">Its time zone and horizons.</param>
    /// <param name="latenessMs">The allowed lateness, for the status.</param>
    public KpiReport(TumblingTotals<FigureKey> totals, ShopPolicy policy, long latenessMs)
    {
        _lines = new KpiLines(policy, latenessMs);
        var calendar = new Calendar(policy.TimeZone);
        foreach (var (key, window, total) in totals.All())
            foreach (var (grain, rolled) in WindowFigures.RollUp(key, window, calendar))
                WindowOf(grain, rolled).Add(FigureSlot.Of(key), total);
    }

    /// <summary>
    /// Every line, by KPI, view, grain, window, currency and breakdown.
    /// </summary>
    /// <param name="watermark">What the status is judged by; Max where the input was drained.</param>
    public IEnumerable<KpiRecord> Lines(long watermark) => _windows.Values
        .OrderBy(figures => figures.Grain).ThenBy(figures => figures.Window.Start)
        .SelectMany(figures => _lines.Of(figures, watermark))
        // Stable: within a window the lines are in order.
        .OrderBy(line => Order[line.Kpi]).ThenBy(line => line.View, StringComparer.Ordinal);

    private WindowFigures WindowOf(Grain grain, Window window)
    {
        if (!_windows.TryGetValue((grain, window.Start), out var figures))
            _windows[(grain, window.Start)] = figures = new WindowFigures(grain, window);
        return figures;
    }
}
