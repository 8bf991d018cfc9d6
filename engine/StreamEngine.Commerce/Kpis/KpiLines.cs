using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Makes the KPI lines of a window: joins numerators and denominators, and says which lines are final.
/// </summary>
public sealed class KpiLines
{
    private static readonly View[] LineViews = [View.Event, View.Order];
    private static readonly string[] GrainNames =
        [.. Enum.GetValues<Grain>().Select(grain => grain.ToString().ToLowerInvariant())];

    private readonly record struct Line(string? Currency, Dimension Dimension, string? Value);

    private readonly ShopPolicy _policy;
    private readonly long _latenessMs;
    private readonly HashSet<Line> _found = [];

    /// <param name="policy">Its horizons and limits.</param>
    /// <param name="latenessMs">The allowed lateness, for the status.</param>
    public KpiLines(ShopPolicy policy, long latenessMs) => (_policy, _latenessMs) = (policy, latenessMs);

    /// <summary>Every line of the window, by KPI, view, currency and breakdown.</summary>
    /// <param name="figures">The window.</param>
    /// <param name="watermark">What the status is judged by; Max where the input was drained.</param>
    public IEnumerable<KpiRecord> Of(WindowFigures figures, long watermark)
    {
        foreach (var kpi in KpiCatalog.All)
        {
            if (figures.Grain < kpi.From) continue;
            var bounded = Bounded(kpi, figures);
            foreach (var view in LineViews)
                foreach (var line in PlacesOf(kpi, view, bounded))
                    yield return Make(kpi, view, line, bounded, watermark);
        }
    }

    /// <summary>How long after a window's end the line can still change, ms.</summary>
    public long CompleteAfter(KpiDefinition kpi, View view) => kpi.NumeratorOf(view).Concat(kpi.Denominator)
        .Max(t => FigureWindows.CompleteAfter(t.Figure, kpi.PerView ? view : View.Both, _policy, _latenessMs));

    /// <summary>The window with what is beyond the limit of values moved to <see cref="Breakdowns.Other"/>.</summary>
    private WindowFigures Bounded(KpiDefinition kpi, WindowFigures figures)
    {
        HashSet<(Dimension, string)>? beyond = null;
        foreach (var dimension in kpi.By)
        {
            if (!Breakdowns.IsFreeText(dimension)) continue;
            var values = SlotsOf(kpi, figures).Where(s => s.Dimension == dimension).Select(s => s.Value!).ToHashSet();
            if (values.Count <= _policy.Kpis.BreakdownValues) continue;
            beyond ??= [];
            foreach (var value in ValueLimit.Beyond(values, _policy.Kpis.BreakdownValues))
                beyond.Add((dimension, value));
        }

        if (beyond is null) return figures;
        var bounded = new WindowFigures(figures.Grain, figures.Window);
        foreach (var (slot, sum) in figures.All)
        {
            var moves = slot.Value is not null && beyond.Contains((slot.Dimension, slot.Value));
            bounded.Add(moves ? slot with { Value = Breakdowns.Other } : slot, sum);
        }

        return bounded;
    }

    /// <summary>
    /// Every slot that the KPI's lines are made of: a task that keeps the lowest values of each keeps these.
    /// </summary>
    private static IEnumerable<FigureSlot> SlotsOf(KpiDefinition kpi, WindowFigures figures)
    {
        foreach (var view in LineViews)
            foreach (var term in kpi.NumeratorOf(view).Concat(kpi.Denominator))
                foreach (var termView in ViewsOf(term, view).ToArray())
                    foreach (var slot in figures.Of(term.Figure, termView))
                        if (!term.OfCurrency || kpi.IsMoney == slot.Currency is not null) yield return slot;
    }

    private List<Line> PlacesOf(KpiDefinition kpi, View view, WindowFigures figures)
    {
        _found.Clear();
        Find(kpi, kpi.NumeratorOf(view), view, figures, isDenominator: false);
        Find(kpi, kpi.Denominator, view, figures, isDenominator: true);
        return _found.Count == 0
            ? []
            : [.. _found.OrderBy(l => l.Currency, StringComparer.Ordinal).ThenBy(l => l.Dimension)
                .ThenBy(l => l.Value, StringComparer.Ordinal)];
    }

    private void Find(
        KpiDefinition kpi, IReadOnlyList<Term> terms, View view, WindowFigures figures, bool isDenominator)
    {
        foreach (var term in terms)
        {
            // A count of customers beside money does not make a line of its own: it has no currency.
            if (kpi.IsMoney && !term.OfCurrency) continue;
            foreach (var termView in ViewsOf(term, view))
            {
                foreach (var slot in figures.Of(term.Figure, termView))
                {
                    if (kpi.IsMoney != slot.Currency is not null) continue;
                    if (slot.Dimension != Dimension.None && !kpi.By.Contains(slot.Dimension)) continue;
                    if (isDenominator && KpiDefinition.DividesByWhole(slot.Dimension)) continue;
                    _found.Add(new Line(slot.Currency, slot.Dimension, slot.Value));
                }
            }
        }
    }

    private KpiRecord Make(KpiDefinition kpi, View view, in Line line, WindowFigures figures, long watermark)
    {
        var numerator = Sum(kpi.NumeratorOf(view), view, line, figures);
        var isRate = kpi.Denominator.Count > 0;
        var under = KpiDefinition.DividesByWhole(line.Dimension) ? new Line(line.Currency, Dimension.None, null) : line;
        var denominator = isRate ? Sum(kpi.Denominator, view, under, figures) : 1;
        var end = figures.Window.End;
        return new KpiRecord
        {
            Kpi = kpi.Name,
            Grain = GrainNames[(int)figures.Grain],
            WindowStart = figures.Window.Start,
            WindowEnd = end,
            View = view == View.Event ? "event" : "order",
            Breakdown = line.Value is null ? null : (Breakdowns.NameOf(line.Dimension), line.Value),
            Numerator = numerator,
            Denominator = denominator,
            Value = isRate ? Money.Ratio(numerator, denominator) : numerator,
            Currency = line.Currency,
            IsFinal = watermark == EventTime.Max
                || (figures.Grain != Grain.All && watermark > EventTime.Plus(end, CompleteAfter(kpi, view))),
        };
    }

    private static decimal Sum(IReadOnlyList<Term> terms, View view, in Line line, WindowFigures figures)
    {
        var sum = 0m;
        foreach (var term in terms)
        {
            var currency = term.OfCurrency ? line.Currency : null;
            foreach (var termView in ViewsOf(term, view))
                sum += term.Sign
                    * figures.Sum(new FigureSlot(term.Figure, termView, currency, line.Dimension, line.Value));
        }

        return sum;
    }

    private static ReadOnlySpan<View> ViewsOf(in Term term, View view) =>
        (term.View ?? view) == View.Event ? BothAndEvent : BothAndOrder;

    private static readonly View[] BothAndEvent = [View.Both, View.Event];
    private static readonly View[] BothAndOrder = [View.Both, View.Order];
}
