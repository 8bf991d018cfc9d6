using System.Text.Json;

namespace StreamEngine.Host.Report;

/// <summary>The charts' points, as JSON that the page's script draws.</summary>
internal sealed class ReportCharts
{
    /// <summary>Beyond this many days, a point is a month.</summary>
    private const int MaxDays = 430;

    private readonly KpiBook _book;
    private readonly string _grain;
    private readonly List<DateOnly> _dates;
    private readonly List<object> _charts = [];

    public ReportCharts(KpiBook book)
    {
        _book = book;
        var days = book.Days.Count == 0 ? 0 : book.Days[^1].DayNumber - book.Days[0].DayNumber + 1;
        _grain = days <= MaxDays ? "day" : "month";
        _dates = _grain == "month"
            ? [.. book.Months]
            : [.. Enumerable.Range(0, days).Select(day => book.Days[0].AddDays(day))];
    }

    /// <summary>What a point stands for.</summary>
    public string Grain => _grain;

    /// <summary>How many charts there are.</summary>
    public int Count => _charts.Count;

    /// <summary>
    /// Adds a chart, unless none of its KPIs was booked, and says its number; −1 where there is none.
    /// </summary>
    /// <param name="unit">money, count or percent.</param>
    /// <param name="currency">Of money.</param>
    /// <param name="series">A label and a KPI each.</param>
    public int Add(string unit, string? currency, params (string Label, string Kpi)[] series)
    {
        var shown = series.Where(s => _book.Has(s.Kpi)).ToList();
        if (shown.Count == 0 || _dates.Count < 2) return -1;
        _charts.Add(new
        {
            unit,
            currency,
            series = shown.Select(s => new
            {
                label = s.Label,
                @event = Points(s.Kpi, "event", unit, currency),
                order = Points(s.Kpi, "order", unit, currency),
            }).ToList(),
        });
        return _charts.Count - 1;
    }

    /// <summary>Everything as JSON that is safe inside a script element.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        days = _dates.ConvertAll(date => date.DayNumber - new DateOnly(1970, 1, 1).DayNumber),
        grain = _grain,
        charts = _charts,
    });

    /// <summary>A day without a booking is 0; a rate of it is none.</summary>
    private List<decimal?> Points(string kpi, string view, string unit, string? currency) => _dates.ConvertAll(date =>
    {
        var line = _book.Get(kpi, _grain, date, view, unit == "money" ? currency : null);
        return unit == "percent" ? line?.Value * 100 : line?.Value ?? 0;
    });
}
