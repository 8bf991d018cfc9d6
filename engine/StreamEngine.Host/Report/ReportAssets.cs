namespace StreamEngine.Host.Report;

/// <summary>What the page is made of besides its figures; everything is in the assembly.</summary>
internal static class ReportAssets
{
    /// <summary>The frame, with places for the rest.</summary>
    public static string Page { get; } = Text("page.html");

    /// <summary>Our styles.</summary>
    public static string Css { get; } = Text("report.css");

    /// <summary>Draws the charts and switches views.</summary>
    public static string Script { get; } = Text("report.js");

    /// <summary>uPlot and its licence, which has to stay with it.</summary>
    public static string ChartScript { get; } =
        $"/*\nuPlot\n{Text("uPlot.LICENSE.txt")}*/\n{Text("uPlot.iife.min.js")}";

    /// <summary>uPlot's styles.</summary>
    public static string ChartCss { get; } = Text("uPlot.min.css");

    /// <summary>Terms in the words of the shop.</summary>
    public static IReadOnlyList<(string Word, string Meaning)> Words { get; } =
    [
        ("Gross sales", "Prices times quantities of all orders placed, before discounts, tax, shipping and returns."),
        ("Net sales", "Gross sales less discounts, refunds and cancelled orders."),
        ("When they happen / on the day of the order", "Two ways to book a cancellation or refund: on its own day, as "
            + "the till sees it, or on the day of the order that it belongs to, which shows what became of that day's "
            + "orders. Over the whole time both give the same money."),
        ("Average order", "Gross sales less discounts, divided by orders; on the day of the order, what is left of the "
            + "orders that were not cancelled."),
        ("Visit", "What one customer does without a break of more than 30 minutes."),
        ("Carts left", "Carts that were not ordered within 24 hours, of all carts; emptied ones do not count."),
        ("Won back", "Reminders that were followed by the order of their cart within 7 days, of all reminders sent."),
        ("Provisional", "The time in which something can still change the figure is not over."),
        ("Unstated / other", "The shop's data says nothing / all values beyond the most that are listed."),
    ];

    private static string Text(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream($"report/{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
