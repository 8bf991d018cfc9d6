using System.Globalization;
using NodaTime;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamEngine.Commerce.Governance;
using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Host.Replay;

/// <summary>KPI lines as tables that a shop owner reads: a row a month, the whole time last.</summary>
internal sealed class FigureTables
{
    private const string Nothing = "—";

    private readonly Dictionary<(string Kpi, string? Currency, string Grain, long Start), KpiRecord> _lines = [];
    private readonly List<long> _months;
    private readonly List<string> _currencies;
    private readonly DateTimeZone _zone;

    /// <param name="figures">Lines of months and of all time, without breakdowns.</param>
    /// <param name="timeZone">The policy's zone, in which months begin.</param>
    public FigureTables(IReadOnlyList<KpiRecord> figures, string timeZone)
    {
        _zone = QuietHours.ZoneOf(timeZone) ?? DateTimeZone.Utc;
        // What was booked on its day is what people know from their till.
        foreach (var figure in figures.Where(figure => figure.View == "event"))
            _lines[(figure.Kpi, figure.Currency, figure.Grain, figure.WindowStart)] = figure;
        _months = [.. _lines.Keys.Where(line => line.Grain == "month").Select(line => line.Start).Distinct().Order()];
        _currencies = [.. _lines.Keys.Select(line => line.Currency).OfType<string>().Distinct()
            .OrderByDescending(currency => Get("average_order_value", currency, ("all", 0))?.Denominator ?? 0)
            .ThenBy(currency => currency, StringComparer.Ordinal)];
    }

    /// <summary>True where no figure was booked.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>
    /// What has to be said about the table of visits, so that nobody takes it for more; null for nothing.
    /// </summary>
    public string? Hint
    {
        get
        {
            var hasCarts = Get("carts", null, ("all", 0)) is not null;
            return hasCarts || Get("conversion_rate", null, ("all", 0))?.Value != 1
                ? null
                : "The data holds orders only, no page views: every known visit ends with an order, so that a\n"
                    + "conversion of 100 % says nothing.";
        }
    }

    /// <summary>What the tables leave out and the files have; null where it is nothing.</summary>
    public string? LeftOut
    {
        get
        {
            var months = _months.Count - ShownMonths.Count();
            var currencies = _currencies.Count - Limits.MaxCurrenciesShown;
            return months <= 0 && currencies <= 0
                ? null
                : $"Only in kpis.jsonl: {Math.Max(0, months)} earlier months, "
                    + $"{Math.Max(0, currencies)} other currencies.";
        }
    }

    /// <summary>The tables: sales by currency, then visits and carts.</summary>
    public IEnumerable<IRenderable> Make()
    {
        if (_currencies.Count > 0)
        {
            yield return Title("Sales");
            yield return Sales();
        }

        if (IsEmpty) yield break;
        yield return Title("Visits and carts");
        yield return Visits();
    }

    private IEnumerable<long> ShownMonths => _months.TakeLast(Limits.MaxMonthsShown);

    private Table Sales()
    {
        var table = Start("", "Orders", "Gross sales", "Refunds", "Net sales", "Average order");
        foreach (var currency in _currencies.Take(Limits.MaxCurrenciesShown))
        {
            Fill(table, currency,
                line => Count(Get("average_order_value", currency, line)?.Denominator),
                line => Amount(Get("gross_sales", currency, line)?.Value ?? 0),
                line => Amount(Get("refunds", currency, line)?.Value ?? 0),
                line => Amount(Get("net_sales", currency, line)?.Value ?? 0),
                line => Amount(Get("average_order_value", currency, line)?.Value));
        }

        return table;
    }

    private Table Visits()
    {
        var table = Start(
            "Sessions", "Conversion", "Carts", "Cart\nabandonment", "Checkout\nabandonment",
            "Triggers\nfired", "Recovered");
        Fill(table, null,
            line => Count(Get("sessions", null, line)?.Numerator),
            line => Rate(Get("conversion_rate", null, line)),
            line => Count(Get("carts", null, line)?.Numerator),
            line => Rate(Get("cart_abandonment_rate", null, line)),
            line => Rate(Get("checkout_abandonment_rate", null, line)),
            line => Count(Get("recovery_rate", null, line)?.Denominator),
            line => Count(Get("recovery_rate", null, line)?.Numerator));
        return table;
    }

    private static Text Title(string title) => new(title, new Style(decoration: Decoration.Bold));

    private static Table Start(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("Month"));
        foreach (var column in columns) table.AddColumn(new TableColumn(column) { NoWrap = true }.RightAligned());
        return table;
    }

    private void Fill(Table table, string? currency, params Func<(string, long), string>[] cells)
    {
        string[] heading = currency is null ? [] : [currency];
        foreach (var month in ShownMonths)
            table.AddRow([MonthOf(month), .. heading, .. cells.Select(cell => cell(("month", month)))]);
        table.AddRow(["All", .. heading, .. cells.Select(cell => cell(("all", 0)))]);
    }

    private KpiRecord? Get(string kpi, string? currency, (string Grain, long Start) line) =>
        _lines.GetValueOrDefault((kpi, currency, line.Grain, line.Start));

    private string MonthOf(long start) => Instant.FromUnixTimeMilliseconds(start).InZone(_zone)
        .ToString("MMM uuuu", CultureInfo.InvariantCulture);

    private static string Count(decimal? count) => (count ?? 0).ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal? amount) => amount is { } value
        ? Math.Round(value, 2, MidpointRounding.ToEven).ToString("N2", CultureInfo.InvariantCulture)
        : Nothing;

    private static string Rate(KpiRecord? line) => line?.Value is { } rate
        ? (rate * 100).ToString("N1", CultureInfo.InvariantCulture) + " %"
        : Nothing;
}
