using System.Globalization;
using System.Text.Json;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Tests.Replay.OnlineRetail;

/// <summary>
/// The shipped months of UCI Online Retail against expected-figures.json, which expected-figures.py made of the same
/// rows without any of our code.
/// </summary>
public sealed class KnownFiguresTests : IDisposable
{
    private readonly string _out = Directory.CreateTempSubdirectory("streamengine-figures-").FullName;

    [Fact]
    public async Task Every_month_is_right_to_the_cent()
    {
        var lines = await ReplayAsync();
        using var expected = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "expected-figures.json"),
                TestContext.Current.CancellationToken));
        var compared = 0;
        foreach (var window in expected.RootElement.EnumerateObject())
        {
            foreach (var figure in window.Value.EnumerateObject())
            {
                Assert.Equal((window.Name, figure.Name, Number(figure.Value)),
                    (window.Name, figure.Name, Of(lines, window.Name, figure.Name)));
                compared++;
            }
        }

        Assert.Equal(40, compared);
    }

    /// <summary>The figures of domain.md, section 10, stand in the file that the script made.</summary>
    [Theory]
    [InlineData("2010-12", 1559, "823746.14", "74789.12", "528.38")]
    [InlineData("2011-01", 1086, "691364.56", "131364.30", "636.62")]
    [InlineData("2011-02", 1100, "523631.89", "25569.24", "476.03")]
    public async Task The_published_answers_stand(
        string month, int orders, string gross, string refunds, string average)
    {
        using var expected = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "expected-figures.json"),
                TestContext.Current.CancellationToken));
        var window = expected.RootElement.GetProperty(month);
        Assert.Equal(orders, window.GetProperty("orders").GetInt32());
        Assert.Equal(gross, window.GetProperty("gross_sales").GetString());
        Assert.Equal(refunds, window.GetProperty("refunds").GetString());
        var exact = decimal.Parse(window.GetProperty("average_order_value").GetString()!, CultureInfo.InvariantCulture);
        Assert.Equal(average, Math.Round(exact, 2, MidpointRounding.ToEven).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(_out, recursive: true);

    private async Task<List<JsonElement>> ReplayAsync()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new HostConsole { Out = output, Error = error };
        var code = await CommandLine.RunAsync(
            ["replay", "--input", $"uci-online-retail:{Samples()}", "--out", _out, "--partitions", "3", "--json"],
            console, TestContext.Current.CancellationToken);
        Assert.True(code == 0, error.ToString());
        return [.. File.ReadLines(Path.Combine(_out, "kpis.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("breakdown").ValueKind == JsonValueKind.Null)];
    }

    private static decimal? Of(List<JsonElement> lines, string window, string figure)
    {
        var kpi = figure == "customers" ? "repeat_rate" : figure;
        var line = lines.Single(line => line.GetProperty("kpi").GetString() == kpi
            && line.GetProperty("view").GetString() == "event"
            && (window == "all"
                ? line.GetProperty("grain").GetString() == "all"
                : line.GetProperty("grain").GetString() == "month"
                    && line.GetProperty("windowStart").GetString()!.StartsWith(window, StringComparison.Ordinal)));
        Assert.Equal("final", line.GetProperty("status").GetString());
        return Number(line.GetProperty(figure == "customers" ? "denominator" : "value"));
    }

    private static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.GetDecimal(),
    };

    private static string Samples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = Path.Combine(folder.FullName, "samples", "uci-online-retail");
            if (Directory.Exists(samples)) return samples;
        }

        throw new DirectoryNotFoundException("samples/uci-online-retail is not above the test");
    }
}
