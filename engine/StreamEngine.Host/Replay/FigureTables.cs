using System.Globalization;
using NodaTime;
using Spectre.Console;
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
        _currencies = [.. _lines.Keys.Select(line => line.Currency).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>True where no figure was booked.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>How many months there are beyond those shown.</summary>
    public int MonthsLeftOut => Math.Max(0, _months.Count - Limits.MaxMonthsShown);

    /// <summary>The tables: sales of each currency, then visits and carts.</summary>
    public IEnumerable<Table> Make()
    {
        foreach (var currency in _currencies)
        {
            yield return Make($"Sales in {currency}",
                ("Orders", line => Count(Get("average_order_value", currency, line)?.Denominator)),
                ("Gross sales", line => Amount(Get("gross_sales", currency, line))),
                ("Refunds", line => Amount(Get("refunds", currency, line))),
                ("Net sales", line => Amount(Get("net_sales", currency, line))),
                ("Average order", line => Amount(Get("average_order_value", currency, line))));
        }

        yield return Make("Visits and carts",
            ("Sessions", line => Count(Get("sessions", null, line)?.Numerator)),
            ("Conversion", line => Rate(Get("conversion_rate", null, line))),
            ("Carts", line => Count(Get("carts", null, line)?.Numerator)),
            ("Abandoned", line => Rate(Get("cart_abandonment_rate", null, line))),
            ("Checkouts\nabandoned", line => Rate(Get("checkout_abandonment_rate", null, line))),
            ("Triggers\nfired", line => Count(Get("recovery_rate", null, line)?.Denominator)),
            ("Recovered", line => Count(Get("recovery_rate", null, line)?.Numerator)));
    }

    private Table Make(string title, params (string Header, Func<(string, long), string> Cell)[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(title), ShowRowSeparators = false };
        table.AddColumn(new TableColumn("Month"));
        foreach (var (header, _) in columns) table.AddColumn(new TableColumn(header).RightAligned());
        foreach (var month in _months.Skip(MonthsLeftOut))
            table.AddRow([MonthOf(month), .. columns.Select(column => column.Cell(("month", month)))]);
        table.AddRow(["All", .. columns.Select(column => column.Cell(("all", 0)))]);
        return table;
    }

    private KpiRecord? Get(string kpi, string? currency, (string Grain, long Start) line) =>
        _lines.GetValueOrDefault((kpi, currency, line.Grain, line.Start));

    private string MonthOf(long start) => Instant.FromUnixTimeMilliseconds(start).InZone(_zone)
        .ToString("MMM uuuu", CultureInfo.InvariantCulture);

    private static string Count(decimal? count) => (count ?? 0).ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(KpiRecord? line) => line?.Value is { } amount
        ? Math.Round(amount, 2, MidpointRounding.ToEven).ToString("N2", CultureInfo.InvariantCulture)
        : Nothing;

    private static string Rate(KpiRecord? line) => line?.Value is { } rate
        ? (rate * 100).ToString("N1", CultureInfo.InvariantCulture) + " %"
        : Nothing;
}
