using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;
using StreamEngine.Oracle.Generation;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Kpis;

/// <summary>
/// The two views differ by when corrections are booked and by nothing else (docs/domain.md, the end of "KPIs"); and
/// what a breakdown divides adds up to the whole.
/// </summary>
public sealed class ViewEqualityTests
{
    private static readonly string[] Money = ["gross_sales", "refunds", "net_sales"];
    private static readonly string[] AddUp =
        ["sessions", "orders", "cancelled_orders", "gross_sales", "refunds", "net_sales", "new_customers"];

    private static readonly string[] ByReason = ["cancellation_rate", "return_rate", "checkout_abandonment_rate"];

    [Fact]
    public void Over_all_windows_both_views_have_the_same_money_and_orders() => Comparison.ForSeeds(60, seed =>
    {
        var lines = LinesOf(seed);
        foreach (var grain in (string[])["minute", "hour", "day", "month", "all"])
        {
            foreach (var kpi in Money.Append("cancelled_orders"))
                foreach (var currency in lines.Select(l => l.Currency).Distinct())
                    Equal(seed, $"{kpi} {grain} {currency}", Sum(lines, kpi, grain, "event", currency),
                        Sum(lines, kpi, grain, "order", currency));
            var difference = Sum(lines, "orders", grain, "event", null) - Sum(lines, "orders", grain, "order", null);
            var linked = Sum(lines, "cancelled_orders", grain, "event", null)
                - Sum(lines, "cancelled_orders", grain, "event", null, ("linked", "false"));
            Equal(seed, $"orders {grain}", difference, linked);
        }
    });

    [Fact]
    public void The_parts_of_a_breakdown_add_up_to_the_whole() => Comparison.ForSeeds(60, seed =>
    {
        var lines = LinesOf(seed);
        var wholes = lines.Where(l => l.Breakdown is null && l.Grain is "day" or "month" or "all").ToList();
        foreach (var whole in wholes.Where(l => AddUp.Contains(l.Kpi)))
            foreach (var name in (string[])["channel", "country", "campaign"]) AddsUp(seed, lines, whole, name);
        foreach (var whole in wholes.Where(l => ByReason.Contains(l.Kpi))) AddsUp(seed, lines, whole, "reason");
    });

    private static void AddsUp(int seed, List<KpiRecord> lines, KpiRecord whole, string name) => Equal(
        seed, $"{whole.Kpi} {whole.Grain} {whole.View} by {name}", whole.Numerator, lines
            .Where(l => l.Breakdown?.Name == name && l.Kpi == whole.Kpi && l.Grain == whole.Grain
                && l.View == whole.View && l.Currency == whole.Currency && l.WindowStart == whole.WindowStart)
            .Sum(l => l.Numerator));

    private static void Equal(int seed, string what, decimal expected, decimal actual)
    {
        if (expected != actual) Assert.Fail($"seed {seed}: {what}: {expected} is not {actual}");
    }

    private static decimal Sum(
        List<KpiRecord> lines, string kpi, string grain, string view, string? currency,
        (string Name, string Value)? breakdown = null) => lines
        .Where(l => l.Kpi == kpi && l.Grain == grain && l.View == view && l.Currency == currency
            && l.Breakdown == breakdown)
        .Sum(l => l.Numerator);

    private static List<KpiRecord> LinesOf(int seed)
    {
        var (events, oraclePolicy) = RandomShop.Generate(seed);
        var policy = OracleLines.PolicyOf(oraclePolicy);
        policy = policy with { Kpis = policy.Kpis with { BreakdownValues = 1 + (seed % 4) } };
        using var run = new EngineRun(policy, partitions: 1 + (seed % 3));
        run.Feed(events);
        run.Drain();
        var time = new ShopTime();
        var options = FigureWindows.Options(new Calendar(policy.TimeZone), policy, time.AllowedLatenessMs);
        var totals = new TumblingTotals<FigureKey>(options);
        foreach (var task in run.Tasks) totals.Add(task.Pipeline.Totals);
        return [.. new KpiReport(totals, policy, time.AllowedLatenessMs).Lines(EventTime.Max)];
    }
}
