using System.Globalization;
using StreamEngine.Host.Report.Lifetime;

namespace StreamEngine.Host.Report;

/// <summary>The page: one file with everything in it, for a shop owner to read without help.</summary>
internal sealed class ReportPage(KpiBook book, Func<string, LifetimeOutcome> lifetime)
{
    private readonly ReportCharts _charts = new(book);
    private readonly ReportTables _tables = new(book);
    private readonly Html _body = new();

    /// <summary>The whole document.</summary>
    public string Make()
    {
        Heading();
        foreach (var currency in book.Currencies.Take(Limits.MaxCurrenciesShown)) Sales(currency);
        if (book.Has("new_customers")) Customers();
        if (book.Has("sessions")) Visits();
        Losses();
        Words();
        return ReportAssets.Page
            .Replace("{{css}}", ReportAssets.ChartCss + ReportAssets.Css, StringComparison.Ordinal)
            .Replace("{{body}}", _body.ToString(), StringComparison.Ordinal)
            .Replace("{{data}}", _charts.ToJson(), StringComparison.Ordinal)
            .Replace("{{script}}", ReportAssets.ChartScript + "\n" + ReportAssets.Script, StringComparison.Ordinal);
    }

    private void Heading()
    {
        _body.Raw("<header>").Element("h1", "How the shop is doing");
        var span = book.Days.Count == 0
            ? "Nothing was booked."
            : $"{Html.Day(book.Days[0])} to {Html.Day(book.Days[^1])}";
        _body.Element("p", span, "span");
        if (book.HasProvisional)
            _body.Raw("<p class=\"legend\"><span class=\"mark\"></span>Marked rows are provisional: "
                + "cancellations, returns or late events may still change them.</p>");
        else
            _body.Element("p", "All figures are final.", "legend");
        _body.Raw("<fieldset class=\"views\"><legend>Cancellations and returns count</legend>"
            + "<button type=\"button\" data-view=\"event\" aria-pressed=\"true\">when they happen</button>"
            + "<button type=\"button\" data-view=\"order\" aria-pressed=\"false\">on the day of the order</button>"
            + "</fieldset>");
        _body.Raw("</header>\n");
    }

    private void Sales(string currency)
    {
        _body.Raw("<section>").Element("h2", $"Sales in {currency}");
        foreach (var view in (string[])["event", "order"])
        {
            _body.Raw($"<div class=\"cards only-{view}\">");
            Card("Net sales", Html.Amount(book.All("net_sales", view, currency)?.Value),
                "after discounts, refunds, cancellations");
            Card("Gross sales", Html.Amount(book.All("gross_sales", view, currency)?.Value), "what was ordered");
            Card("Average order", Html.Amount(book.All("average_order_value", view, currency)?.Value),
                $"of {Html.Count(book.All("average_order_value", view, currency)?.Denominator)} orders");
            Card("Returned", Html.Rate(book.All("return_rate", view, currency)?.Value), "money back, of gross sales");
            Margin(view, currency);
            _body.Raw("</div>\n");
        }

        Chart("Sales", _charts.Add("money", currency,
            ("Gross sales", "gross_sales"), ("Net sales", "net_sales"), ("Refunds", "refunds")));
        if (currency == book.Currencies[0])
            Chart(book.Currencies.Count == 1 ? "Orders" : "Orders in all currencies",
                _charts.Add("count", null, ("Orders", "orders"), ("Cancelled", "cancelled_orders")));
        _body.Raw(_tables.Sales(currency));
        foreach (var name in (string[])["channel", "country", "campaign"])
            Table($"By {name}", _tables.By(name, currency));
        _body.Raw("</section>\n");
    }

    /// <summary>Without costs the margin says nothing.</summary>
    private void Margin(string view, string currency)
    {
        if (book.All("net_profit_margin", view, currency) is { Value: { } margin and not 1 })
            Card("Profit margin", Html.Rate(margin), "net sales less costs");
    }

    private void Customers()
    {
        var currency = book.Currencies.Count > 0 ? book.Currencies[0] : null;
        _body.Raw("<section>").Element("h2", "Customers").Raw("<div class=\"cards\">");
        var repeat = book.All("repeat_rate", "event");
        Card("Customers", Html.Count(repeat?.Denominator), "with an order");
        Card("Came back", Html.Rate(repeat?.Value), "of them, at least once");
        if (book.All("customer_acquisition_cost", "event", currency)?.Value is { } cost)
            Card("Cost of a new one", Html.Amount(cost), $"{currency}, marketing");
        if (book.All("customer_lifetime_value", "event", currency)?.Value is { } worth)
            Card("Worth so far", Html.Amount(worth), $"{currency} net a customer");
        _body.Raw("</div>");
        Chart("New and returning customers", _charts.Add("count", null,
            ("New", "new_customers"), ("Came back", "repeat_customers")));
        _body.Raw(_tables.Customers(currency));
        if (currency is not null) Estimate(currency, lifetime(currency));
        _body.Raw("</section>\n");
    }

    private void Estimate(string currency, LifetimeOutcome outcome)
    {
        _body.Raw("<div class=\"estimate\">").Element("h3", "Estimate: the year to come");
        if (outcome.Estimate is not { } estimate)
        {
            _body.Element("p", $"No estimate: {outcome.Reason}.").Raw("</div>");
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        var each = estimate.ExpectedValue / estimate.Customers;
        _body.Raw("<div class=\"cards\">");
        Card("Worth to come", each.ToString("N2", culture), $"{currency} a customer, 12 months");
        Card("Orders to come", estimate.ExpectedOrders.ToString("N0", culture),
            $"from {Html.Count(estimate.Customers)} customers");
        Card("Still customers", estimate.Active.ToString("N0", culture), "have probably not left");
        Card("Best tenth", (estimate.TopShare * 100).ToString("N0", culture) + " %", "of the value to come");
        _body.Raw("</div>");
        var (purchases, values) = (estimate.Purchases, estimate.Values);
        _body.Element("p", "An estimate by the models BG/NBD and Gamma-Gamma, fitted on the orders of known customers "
            + "on web and app, before discounts, tax and returns. It assumes that they go on as before. "
            + string.Create(culture, $"BG/NBD r {purchases.R:0.###}, alpha {purchases.Alpha:0.###}, ")
            + string.Create(culture, $"a {purchases.A:0.###}, b {purchases.B:0.###} (weeks); ")
            + string.Create(culture, $"Gamma-Gamma p {values.P:0.###}, q {values.Q:0.###}, v {values.V:0.##}; ")
            + $"{Html.Count(estimate.Repeating)} of them bought on more than one day.", "note");
        if (estimate.KnownDays < LifetimeEstimate.HorizonDays)
            _body.Element("p", $"The data covers {estimate.KnownDays} days only, less than the year that is estimated: "
                + "take it for the order of magnitude.", "hint");
        if (estimate.Active > 0.99 * estimate.Customers)
            _body.Element("p", "So short a time does not show who has left for good: the estimate is rather too high.",
                "hint");
        _body.Raw("</div>");
    }

    private void Visits()
    {
        _body.Raw("<section>").Element("h2", "Visits, carts and reminders");
        if (book.HasOrdersOnly)
        {
            _body.Element("p", "The data holds orders only, no page views: every visit known ends with an order, so a "
                + "conversion of 100 % says nothing.", "hint").Raw("</section>\n");
            return;
        }

        Chart("Visits", _charts.Add("count", null, ("Visits", "sessions"), ("Carts", "carts")));
        Chart("Rates, %", _charts.Add("percent", null, ("Visits with an order", "conversion_rate"),
            ("Carts left", "cart_abandonment_rate"), ("Checkouts left", "checkout_abandonment_rate")));
        _body.Raw(_tables.Visits());
        const string Left = "checkout_abandonment_rate";
        Table("Checkouts left, by last step", _tables.Reasons("step", Left, "Step", null, Html.Count));
        Table("Checkouts left, by reason", _tables.Reasons("reason", Left, "Reason", null, Html.Count));
        _body.Raw("</section>\n");
    }

    private void Losses()
    {
        var cancelled = _tables.Reasons("reason", "cancellation_rate", "Reason", null, Html.Count);
        var returned = book.Currencies
            .Select(currency => (currency,
                table: _tables.Reasons("reason", "return_rate", "Reason", currency, Html.Amount)))
            .Where(row => row.table is not null).ToList();
        if (cancelled is null && returned.Count == 0) return;
        _body.Raw("<section>").Element("h2", "Why orders were lost");
        Table("Cancelled orders", cancelled);
        foreach (var (currency, table) in returned) Table($"Money back, {currency}", table);
        _body.Raw("</section>\n");
    }

    private void Words()
    {
        _body.Raw("<section class=\"words\">").Element("h2", "What the words mean").Raw("<dl>");
        foreach (var (word, meaning) in ReportAssets.Words) _body.Element("dt", word).Element("dd", meaning);
        _body.Raw("</dl></section>\n");
    }

    private void Card(string title, string value, string note) => _body.Raw("<div class=\"card\">")
        .Element("h3", title).Element("p", value, "value").Element("p", note, "note").Raw("</div>");

    private void Table(string title, string? table)
    {
        if (table is not null) _body.Element("h3", title).Raw(table);
    }

    private void Chart(string title, int number)
    {
        if (number < 0) return;
        _body.Raw("<figure>").Element("figcaption", $"{title}, by {_charts.Grain}")
            .Raw($"<div class=\"chart\" data-chart=\"{number}\"></div></figure>");
    }
}

/// <summary>An estimate, or why there is none.</summary>
internal sealed record LifetimeOutcome(LifetimeEstimate? Estimate, string? Reason);
