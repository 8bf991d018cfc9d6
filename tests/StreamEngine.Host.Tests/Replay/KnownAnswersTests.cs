using System.Text.Json;
using StreamEngine.Host.Tests.Support;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>The shipped real data, replayed once for all tests of this class.</summary>
public sealed class KnownAnswersTests(KnownAnswersTests.Runs runs) : IClassFixture<KnownAnswersTests.Runs>
{
    [Theory]
    [InlineData("2010-12", 1_559, "823746.14", "74789.12", "528.38")]
    [InlineData("2011-01", 1_086, "691364.56", "131364.30", "636.62")]
    [InlineData("2011-02", 1_100, "523631.89", "25569.24", "476.03")]
    public void Sales_of_each_month_come_out_to_the_cent(
        string month, int orders, string gross, string refunds, string averageOrder)
    {
        var uci = runs.Uci;
        Assert.Equal(
            orders, uci.Kpi("average_order_value", "month", month, "GBP").GetProperty("denominator").GetDecimal());
        Assert.Equal(orders, uci.Kpi("orders", "month", month, null).GetProperty("value").GetDecimal());
        Assert.Equal(Amount(gross), Cents(uci.Kpi("gross_sales", "month", month, "GBP")));
        Assert.Equal(Amount(refunds), Cents(uci.Kpi("refunds", "month", month, "GBP")));
        Assert.Equal(Amount(averageOrder), Cents(uci.Kpi("average_order_value", "month", month, "GBP")));
    }

    [Fact]
    public void All_figures_are_final_after_the_end_of_time() =>
        Assert.All(runs.Uci.Lines("kpis"), line => Assert.Equal("final", line.GetProperty("status").GetString()));

    [Fact]
    public void Months_add_up_to_all_time()
    {
        foreach (var kpi in (string[])["gross_sales", "refunds", "net_sales"])
        {
            var months = runs.Uci.Lines("kpis", $"kpi={kpi}", "grain=month", "view=event", "breakdown=null");
            Assert.Equal(
                months.Sum(line => line.GetProperty("value").GetDecimal()),
                runs.Uci.Kpi(kpi, "all", "1970", "GBP").GetProperty("value").GetDecimal());
        }
    }

    [Fact]
    public void Every_row_of_the_gift_shop_is_accounted_for()
    {
        Assert.Equal(105_335, runs.Uci.Ledger("read"));
        Assert.Equal(0, runs.Uci.Ledger("late") + runs.Uci.Ledger("deadLettered") + runs.Uci.Ledger("duplicate"));
    }

    [Fact]
    public void The_table_of_a_person_shows_the_same_figures()
    {
        foreach (var part in (string[])["Dec 2010", "1,559", "823,746.14", "74,789.12", "528.38", "Feb 2011", "476.03"])
            Assert.Contains(part, runs.Uci.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_visitors_of_otto_make_the_known_sessions_and_carts()
    {
        var otto = runs.Otto;
        Assert.Equal(862, otto.Ledger("read"));
        Assert.Equal(862, otto.Ledger("processed"));
        var sessions = otto.Lines("sessions");
        Assert.Equal(144, sessions.Count);
        Assert.All(sessions, line => Assert.Equal("closed", line.GetProperty("status").GetString()));
        Assert.Equal(800, sessions.Sum(line => line.GetProperty("productViews").GetInt64()));
        Assert.Equal(52, sessions.Sum(line => line.GetProperty("cartAdds").GetInt64()));
        var byVisitor = sessions.GroupBy(line => line.GetProperty("customerKey").GetString()).ToList();
        Assert.Equal(20, byVisitor.Count);
        var withCart = byVisitor.Where(visitor => visitor.Sum(Number("cartAdds")) > 0).ToList();
        Assert.Equal(7, withCart.Count);
        Assert.Equal(4, withCart.Count(visitor => visitor.Sum(Number("orders")) == 0));
    }

    [Fact]
    public void Without_consent_every_candidate_says_so_and_no_trigger_fires()
    {
        Assert.Empty(runs.Otto.Lines("triggers"));
        Assert.NotEmpty(runs.Otto.Lines("decisions", "rule=no_consent"));
    }

    private static Func<JsonElement, long> Number(string name) => line => line.GetProperty(name).GetInt64();

    private static decimal Amount(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static decimal Cents(JsonElement line) =>
        Math.Round(line.GetProperty("value").GetDecimal(), 2, MidpointRounding.ToEven);

    public sealed class Runs : IAsyncLifetime
    {
        private readonly Workspace _work = new();

        internal Replayed Uci { get; private set; } = null!;
        internal Replayed Otto { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Uci = await _work.ReplayAsync("--input", $"uci-online-retail:{Workspace.Uci}");
            Otto = await _work.ReplayAsync("--input", $"otto:{Workspace.Otto}");
        }

        public ValueTask DisposeAsync()
        {
            _work.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
