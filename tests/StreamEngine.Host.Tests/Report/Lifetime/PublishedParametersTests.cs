using System.Globalization;
using System.IO.Compression;
using StreamEngine.Host.Report.Lifetime;

namespace StreamEngine.Host.Tests.Report.Lifetime;

/// <summary>
/// The fits against what was published for the CDNOW data: 2,357 customers, 39 weeks. The data is that of the package
/// lifetimes (cdnow_customers_summary_with_transactions.csv), under its licence, which lies beside it.
/// </summary>
public sealed class PublishedParametersTests
{
    private static readonly IReadOnlyList<PurchaseHistory> Cdnow = Read();

    [Fact]
    public void All_customers_are_there() => Assert.Equal(2357, Cdnow.Count);

    [Fact]
    public void Purchases_fit_as_published()
    {
        var model = BgNbdModel.Fit(Cdnow);
        Assert.Equal(0.243, model.R, 0.001);
        Assert.Equal(4.414, model.Alpha, 0.005);
        Assert.Equal(0.793, model.A, 0.002);
        Assert.Equal(2.426, model.B, 0.005);
        Assert.Equal(-9582.4, model.LogLikelihood(Cdnow), 0.1);
    }

    [Fact]
    public void Values_fit_as_published()
    {
        var model = GammaGammaModel.Fit(Cdnow);
        Assert.Equal(6.25, model.P, 0.02);
        Assert.Equal(3.74, model.Q, 0.01);
        Assert.Equal(15.44, model.V, 0.1);
    }

    /// <summary>The example of the paper: two repeats, the last in week 30.43 of 38.86, 39 weeks to come.</summary>
    [Fact]
    public void The_expectation_of_a_customer_is_as_published()
    {
        var model = new BgNbdModel(0.243, 4.414, 0.793, 2.426);
        var customer = new PurchaseHistory(2, 30.43, 38.86, 22.35);
        Assert.Equal(1.226, model.ExpectedPurchases(customer, 39), 0.001);
        Assert.Equal(24.66, new GammaGammaModel(6.25, 3.74, 15.44).ExpectedValue(customer), 0.05);
    }

    [Fact]
    public void Too_few_repeating_customers_give_no_estimate()
    {
        var few = Enumerable.Repeat(new PurchaseHistory(1, 10, 30, 20), LifetimeEstimate.LeastRepeating - 1).ToList();
        Assert.Contains("are needed", Assert.Throws<FitException>(() => LifetimeEstimate.Of(few)).Message,
            StringComparison.Ordinal);
    }

    private static List<PurchaseHistory> Read()
    {
        using var packed = typeof(PublishedParametersTests).Assembly.GetManifestResourceStream("cdnow.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var histories = new List<PurchaseHistory>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length < 5) continue;
            histories.Add(new PurchaseHistory(Number(cells[1]), Number(cells[2]), Number(cells[3]), Number(cells[4])));
        }

        return histories;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
