namespace StreamEngine.Host.Report;

/// <summary>KPI lines to be looked up.</summary>
internal sealed class KpiBook
{
    private readonly record struct Place(string Kpi, string Grain, DateOnly Date, string View, string? Currency);

    private readonly Dictionary<Place, ReportLine> _wholes = [];
    private readonly List<ReportLine> _parts;

    public KpiBook(IReadOnlyList<ReportLine> lines)
    {
        Lines = lines;
        foreach (var line in lines.Where(line => line.Breakdown is null))
        {
            var date = line.Grain == "all" ? default : line.Date;
            _wholes[new(line.Kpi, line.Grain, date, line.View, line.Currency)] = line;
        }

        _parts = [.. lines.Where(line => line.Breakdown is not null)];
        Months = DatesOf("month");
        Days = DatesOf("day");
        Currencies = [.. lines.Select(line => line.Currency).OfType<string>().Distinct()
            .OrderByDescending(currency => All("average_order_value", "event", currency)?.Denominator ?? 0)
            .ThenBy(currency => currency, StringComparer.Ordinal)];
    }

    /// <summary>Every line.</summary>
    public IReadOnlyList<ReportLine> Lines { get; }

    /// <summary>The first days of the months in which something was booked.</summary>
    public IReadOnlyList<DateOnly> Months { get; }

    /// <summary>The days on which something was booked.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>Currencies, the one with the most orders first.</summary>
    public IReadOnlyList<string> Currencies { get; }

    /// <summary>True where a line may still change.</summary>
    public bool HasProvisional => Lines.Any(line => !line.IsFinal);

    /// <summary>True where no visit without an order is known and no cart: the data has only orders.</summary>
    public bool HasOrdersOnly => !Has("carts") && All("conversion_rate", "event")?.Value == 1;

    /// <summary>The line of a month or day; null where nothing was booked.</summary>
    public ReportLine? Get(string kpi, string grain, DateOnly date, string view, string? currency = null) =>
        _wholes.GetValueOrDefault(new(kpi, grain, date, view, currency));

    /// <summary>The line of all time.</summary>
    public ReportLine? All(string kpi, string view, string? currency = null) =>
        _wholes.GetValueOrDefault(new(kpi, "all", default, view, currency));

    /// <summary>True where something was booked for the KPI.</summary>
    public bool Has(string kpi) => _wholes.Keys.Any(key => key.Kpi == kpi);

    /// <summary>The lines of all time by a breakdown, the largest numerator first.</summary>
    public IReadOnlyList<ReportLine> By(string name, string kpi, string view, string? currency) => [.. _parts
        .Where(line => line.Breakdown!.Value.Name == name && line.Kpi == kpi && line.Grain == "all"
            && line.View == view && line.Currency == currency)
        .OrderByDescending(line => line.Numerator)
        .ThenBy(line => line.Breakdown!.Value.Value, StringComparer.Ordinal)];

    private List<DateOnly> DatesOf(string grain) =>
        [.. _wholes.Keys.Where(key => key.Grain == grain).Select(key => key.Date).Distinct().Order()];
}
