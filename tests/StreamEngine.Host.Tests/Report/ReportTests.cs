using System.Globalization;
using System.Text.Json;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Tests.Report;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamengine-report-").FullName;

    [Fact]
    public async Task A_page_holds_everything_and_loads_nothing()
    {
        var page = await MakeAsync(Line("gross_sales", "1234.5", "EUR"), Line("net_sales", "1000.25", "EUR"));
        Assert.Contains("1,234.50", page, StringComparison.Ordinal);
        Assert.Contains("1,000.25", page, StringComparison.Ordinal);
        Assert.Contains("uPlot", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provisional_rows_are_marked_and_final_ones_are_not()
    {
        const string Mark = "<tr class=\"provisional";
        Assert.DoesNotContain(Mark, await MakeAsync(Line("gross_sales", "1", "EUR")), StringComparison.Ordinal);
        var page = await MakeAsync(Line("gross_sales", "1", "EUR", "provisional"));
        Assert.Contains(Mark, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_outside_are_shown_and_never_run()
    {
        const string Evil = "=<script>alert(1)</script>";
        var page = await MakeAsync(
            Line("gross_sales", "1", "EUR", by: ("campaign", Evil)),
            Line("gross_sales", "2", "EUR", by: ("campaign", "spring")),
            Line("gross_sales", "3", "EUR"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("=&lt;script&gt;", page, StringComparison.Ordinal);
        var csv = await File.ReadAllTextAsync(Path.Combine(_folder, "page.csv"), TestContext.Current.CancellationToken);
        Assert.Contains(",'=<script>", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_line_of_a_key_counts()
    {
        var page = await MakeAsync(Line("gross_sales", "5", "EUR"), Line("gross_sales", "7.5", "EUR"));
        Assert.Contains("7.50", page, StringComparison.Ordinal);
        Assert.DoesNotContain("5.00", page, StringComparison.Ordinal);
        var csv = await File.ReadAllLinesAsync(
            Path.Combine(_folder, "page.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(2, csv.Length);
    }

    [Theory]
    [InlineData("there is no kpis.jsonl", "page.html")]
    [InlineData("ends in .html", "page.txt")]
    public async Task Wrong_usage_is_named(string message, string to)
    {
        if (to != "page.html")
            await File.WriteAllTextAsync(
                Path.Combine(_folder, "kpis.jsonl"), "", TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync(to);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_none_is_named_with_its_number()
    {
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "kpis.jsonl"), [Line("gross_sales", "5", "EUR"), "{}"],
            TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync("page.html");
        Assert.Equal(1, code);
        Assert.Contains("line 2", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> MakeAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "kpis.jsonl"), lines);
        var (code, error) = await RunAsync("page.html");
        Assert.True(code == 0, error);
        return await File.ReadAllTextAsync(Path.Combine(_folder, "page.html"));
    }

    private async Task<(int Code, string Error)> RunAsync(string to)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new HostConsole { Out = output, Error = error };
        var code = await CommandLine.RunAsync(
            ["report", "--out", _folder, "--to", Path.Combine(_folder, to)], console, CancellationToken.None);
        return (code, error.ToString());
    }

    private static string Line(
        string kpi, string value, string currency, string status = "final", (string Name, string Value)? by = null)
    {
        return JsonSerializer.Serialize(new
        {
            kpi,
            grain = "all",
            windowStart = "1970-01-01T00:00:00.000Z",
            windowEnd = "9999-12-31T23:59:59.999Z",
            view = "event",
            breakdown = by is { } pair ? new Dictionary<string, string> { [pair.Name] = pair.Value } : null,
            numerator = decimal.Parse(value, CultureInfo.InvariantCulture),
            denominator = 1,
            value = decimal.Parse(value, CultureInfo.InvariantCulture),
            currency,
            status,
            revision = 1,
        });
    }
}
