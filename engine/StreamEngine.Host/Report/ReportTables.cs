namespace StreamEngine.Host.Report;

/// <summary>The tables of the page: months, and what sales and losses are made of.</summary>
internal sealed class ReportTables(KpiBook book)
{
    private const int MaxRows = 15;
    private static readonly string[] Views = ["event", "order"];

    private sealed record Column(
        string Title, Func<DateOnly?, string, ReportLine?> Line, Func<ReportLine?, string> Cell);

    /// <summary>Sales of a currency by month.</summary>
    public string Sales(string currency)
    {
        var html = new Html();
        foreach (var view in Views)
        {
            html.Raw($"<div class=\"only-{view}\">");
            Months(html, view,
                // The KPI orders counts those of all currencies: those of one stand under its average.
                new("Orders", At("average_order_value", currency), line => Html.Count(line?.Denominator)),
                new("Gross sales", At("gross_sales", currency), line => Html.Amount(line?.Value ?? 0)),
                new("Refunds", At("refunds", currency), line => Html.Amount(line?.Value ?? 0)),
                new("Net sales", At("net_sales", currency), line => Html.Amount(line?.Value ?? 0)),
                new("Average order", At("average_order_value", currency), line => Html.Amount(line?.Value)),
                new("Returned", At("return_rate", currency), line => Html.Rate(line?.Value)));
            html.Raw("</div>");
        }

        return html.ToString();
    }

    /// <summary>Customers by month.</summary>
    public string Customers(string? currency)
    {
        var html = new Html();
        Months(html, "event",
            new("Customers", At("repeat_rate"), line => Html.Count(line?.Denominator)),
            new("New", At("new_customers"), line => Html.Count(line?.Value)),
            new("Came back", At("repeat_customers"), line => Html.Count(line?.Value)),
            new("Share that came back", At("repeat_rate"), line => Html.Rate(line?.Value)),
            new("Their share of sales", At("repeat_revenue_share", currency), line => Html.Rate(line?.Value)),
            new("Cost of a new one", At("customer_acquisition_cost", currency), line => Html.Amount(line?.Value)));
        return html.ToString();
    }

    /// <summary>Visits, carts and reminders by month.</summary>
    public string Visits()
    {
        var html = new Html();
        Months(html, "event",
            new("Visits", At("sessions"), line => Html.Count(line?.Value)),
            new("With an order", At("conversion_rate"), line => Html.Rate(line?.Value)),
            new("Carts", At("carts"), line => Html.Count(line?.Value)),
            new("Carts left", At("cart_abandonment_rate"), line => Html.Rate(line?.Value)),
            new("Checkouts left", At("checkout_abandonment_rate"), line => Html.Rate(line?.Value)),
            new("Reminders", At("recovery_rate"), line => Html.Count(line?.Denominator)),
            new("Won back", At("recovery_rate"), line => Html.Rate(line?.Value)));
        return html.ToString();
    }

    /// <summary>Sales by channel, country or campaign; nothing where one value is all there is.</summary>
    public string? By(string name, string currency)
    {
        var lines = book.By(name, "gross_sales", "event", currency);
        if (lines.Count < 2) return null;
        var html = new Html();
        Head(html, [char.ToUpperInvariant(name[0]) + name[1..], "Gross sales", "Share", "Net sales"]);
        var net = book.By(name, "net_sales", "event", currency).ToDictionary(line => line.Breakdown!.Value.Value);
        var total = lines.Sum(line => line.Numerator);
        foreach (var line in lines.Take(MaxRows))
        {
            var value = line.Breakdown!.Value.Value;
            Row(html, value, line.IsFinal, Html.Amount(line.Value),
                Html.Rate(total == 0 ? null : line.Numerator / total),
                Html.Amount(net.GetValueOrDefault(value)?.Value ?? 0));
        }

        return Foot(html, lines.Count);
    }

    /// <summary>A rate by reason or step; nothing where none was booked.</summary>
    public string? Reasons(string name, string kpi, string title, string? currency, Func<decimal?, string> amount)
    {
        var lines = book.By(name, kpi, "event", currency).Where(line => line.Numerator != 0).ToList();
        if (lines.Count == 0) return null;
        var html = new Html();
        Head(html, [title, currency is null ? "How many" : $"How much ({currency})", "Of all"]);
        foreach (var line in lines.Take(MaxRows))
            Row(html, line.Breakdown!.Value.Value, line.IsFinal, amount(line.Numerator), Html.Rate(line.Value));
        return Foot(html, lines.Count);
    }

    private Func<DateOnly?, string, ReportLine?> At(string kpi, string? currency = null) => (month, view) =>
        month is { } date ? book.Get(kpi, "month", date, view, currency) : book.All(kpi, view, currency);

    private void Months(Html html, string view, params Column[] columns)
    {
        Head(html, ["Month", .. columns.Select(column => column.Title)]);
        foreach (var month in book.Months.Select(month => (DateOnly?)month).Append(null))
        {
            var lines = columns.Select(column => column.Line(month, view)).ToList();
            Row(html, month is { } date ? Html.Month(date) : "All", lines.TrueForAll(line => line?.IsFinal != false),
                [.. columns.Select((column, i) => column.Cell(lines[i]))]);
        }

        html.Raw("</tbody></table></div>");
    }

    private static void Head(Html html, string[] titles)
    {
        html.Raw("<div class=\"wide\"><table><thead><tr>");
        foreach (var title in titles) html.Raw("<th scope=\"col\">").Element("span", title).Raw("</th>");
        html.Raw("</tr></thead><tbody>");
    }

    private static void Row(Html html, string title, bool isFinal, params string[] cells)
    {
        var isAll = title == "All" ? " all" : "";
        html.Raw(isFinal
            ? $"<tr class=\"final{isAll}\">"
            : $"<tr class=\"provisional{isAll}\" title=\"provisional: may still change\">");
        html.Raw("<th scope=\"row\">").Element("span", title).Raw("</th>");
        foreach (var cell in cells) html.Element("td", cell);
        html.Raw("</tr>");
    }

    private static string Foot(Html html, int rows)
    {
        html.Raw("</tbody></table></div>");
        if (rows > MaxRows) html.Element("p", $"{rows - MaxRows} more in the CSV file.", "note");
        return html.ToString();
    }
}
