using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Makes KPI lines of figures: rolls minutes up to hours, days, months and all time, joins numerators and denominators,
/// and says which lines are final.
/// </summary>
public sealed class KpiReport
{
    private readonly record struct Place(
        Figure Figure, View View, string? Currency, string? Breakdown, Grain Grain, long Start);

    private readonly record struct Line(Grain Grain, long Start, string? Currency, string? Breakdown);

    private readonly ShopPolicy _policy;
    private readonly Calendar _calendar;
    private readonly long _latenessMs;
    private readonly Dictionary<Place, decimal> _sums = [];
    private readonly Dictionary<(Figure, View), HashSet<Line>> _lines = [];
    private readonly Dictionary<(Grain, long), long> _ends = [];

    /// <param name="totals">The figures, of all tasks together.</param>
    /// <param name="policy">Its time zone and horizons.</param>
    /// <param name="latenessMs">The allowed lateness, for the status.</param>
    public KpiReport(TumblingTotals<FigureKey> totals, ShopPolicy policy, long latenessMs)
    {
        (_policy, _latenessMs) = (policy, latenessMs);
        _calendar = new Calendar(policy.TimeZone);
        foreach (var (key, window, total) in totals.All()) RollUp(key, window, total);
    }

    /// <summary>
    /// Every line, by KPI, grain, window, view, currency and breakdown.
    /// </summary>
    /// <param name="watermark">What the status is judged by; Max where the input was drained.</param>
    public IEnumerable<KpiRecord> Lines(long watermark)
    {
        foreach (var kpi in KpiCatalog.All)
            foreach (var view in (View[])[View.Event, View.Order])
                foreach (var line in PlacesOf(kpi, view))
                    yield return Make(kpi, view, line, watermark);
    }

    private void RollUp(in FigureKey key, Window window, decimal total)
    {
        var grains = key.Grain == Grain.Minute ? Enum.GetValues<Grain>() : [key.Grain];
        foreach (var grain in grains)
        {
            var rolled = grain == Grain.Minute ? window : _calendar.WindowOf(grain, window.Start);
            var place = new Place(key.Figure, key.View, key.Currency, key.Breakdown, grain, rolled.Start);
            _sums[place] = _sums.GetValueOrDefault(place) + total;
            _ends[(grain, rolled.Start)] = rolled.End;
            if (!_lines.TryGetValue((key.Figure, key.View), out var lines)) _lines[(key.Figure, key.View)] = lines = [];
            lines.Add(new Line(grain, rolled.Start, key.Currency, key.Breakdown));
        }
    }

    private IEnumerable<Line> PlacesOf(KpiDefinition kpi, View view)
    {
        var found = new HashSet<Line>();
        foreach (var term in NumeratorOf(kpi, view).Concat(kpi.Denominator))
        {
            // A count of customers beside money does not make a line of its own: it has no currency.
            if (kpi.IsMoney && !term.OfCurrency) continue;
            foreach (var termView in ViewsOf(term, view))
                if (_lines.TryGetValue((term.Figure, termView), out var lines)) found.UnionWith(lines);
        }

        return found
            .Where(l => l.Grain >= kpi.From && kpi.IsMoney == l.Currency is not null)
            .Where(l => l.Breakdown is null || kpi.Denominator.Count == 0)
            .OrderBy(l => l.Grain).ThenBy(l => l.Start)
            .ThenBy(l => l.Currency, StringComparer.Ordinal).ThenBy(l => l.Breakdown, StringComparer.Ordinal);
    }

    private KpiRecord Make(KpiDefinition kpi, View view, in Line line, long watermark)
    {
        var numerator = Sum(NumeratorOf(kpi, view), view, line);
        var isRate = kpi.Denominator.Count > 0;
        var denominator = isRate ? Sum(kpi.Denominator, view, line) : 1;
        var end = _ends[(line.Grain, line.Start)];
        return new KpiRecord
        {
            Kpi = kpi.Name,
            Grain = line.Grain.ToString().ToLowerInvariant(),
            WindowStart = line.Start,
            WindowEnd = end,
            View = view.ToString().ToLowerInvariant(),
            Breakdown = BreakdownOf(line),
            Numerator = numerator,
            Denominator = denominator,
            Value = isRate ? Money.Ratio(numerator, denominator) : numerator,
            Currency = line.Currency,
            IsFinal = watermark == EventTime.Max
                || (line.Grain != Grain.All && watermark > EventTime.Plus(end, CompleteAfter(kpi, view))),
        };
    }

    private long CompleteAfter(KpiDefinition kpi, View view) => NumeratorOf(kpi, view).Concat(kpi.Denominator)
        .Max(t => FigureWindows.CompleteAfter(t.Figure, kpi.PerView ? view : View.Both, _policy, _latenessMs));

    private decimal Sum(IReadOnlyList<Term> terms, View view, in Line line)
    {
        var sum = 0m;
        foreach (var term in terms)
        {
            var currency = term.OfCurrency ? line.Currency : null;
            foreach (var termView in ViewsOf(term, view))
                sum += term.Sign * _sums.GetValueOrDefault(
                    new Place(term.Figure, termView, currency, line.Breakdown, line.Grain, line.Start));
        }

        return sum;
    }

    private static IReadOnlyList<Term> NumeratorOf(KpiDefinition kpi, View view) =>
        view == View.Event && kpi.EventNumerator is { } other ? other : kpi.Numerator;

    private static View[] ViewsOf(in Term term, View view) => [View.Both, term.View ?? view];

    private static (string, string)? BreakdownOf(in Line line) =>
        line.Breakdown?.Split('=', 2) is [var name, var value] ? (name, value) : null;
}
