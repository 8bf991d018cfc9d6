using StreamEngine.Commerce.Kpis.Live;

namespace StreamEngine.Host.Metrics;

/// <summary>
/// The figures of the windows at hand as gauges: each as long as it is one of the newest, then no more. Whoever merges
/// a window shows it, so that of several processes one alone does.
/// </summary>
/// <param name="metrics">Where they are.</param>
public sealed class KpiGauges(WorkerMetrics metrics)
{
    private readonly Lock _lock = new();
    private HashSet<(string Kpi, string Grain, string View, string Currency)> _shown = [];

    /// <summary>Shows these figures and no others.</summary>
    public void Take(IEnumerable<CurrentFigure> current)
    {
        ArgumentNullException.ThrowIfNull(current);
        lock (_lock)
        {
            var shown = new HashSet<(string, string, string, string)>();
            foreach (var figure in current)
            {
                var grain = figure.Grain.ToString().ToLowerInvariant();
                var currency = figure.Currency ?? "";
                metrics.KpiValue.WithLabels(figure.Kpi, grain, figure.View, currency).Set((double)figure.Value);
                shown.Add((figure.Kpi, grain, figure.View, currency));
            }

            foreach (var (kpi, grain, view, currency) in _shown.Except(shown).ToList())
                metrics.KpiValue.RemoveLabelled(kpi, grain, view, currency);
            _shown = shown;
        }
    }
}
