using System.Globalization;
using StreamEngine.Oracle;
using StreamEngine.Oracle.Generation;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// Random shops whose disorder stays within the bound: every line that the engine writes is a line of the oracle, which
/// recomputes everything from the complete input and shares no code with it.
/// </summary>
public sealed class InOrderTests
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_CASES"), out var n) ? n : 300;
    private static readonly int First = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEED"), out var n) ? n : 1;

    [Fact]
    public void Everything_equals_the_oracle()
    {
        var failures = new List<string>();
        for (var seed = First; seed < First + Cases; seed++)
        {
            try { Compare(seed); }
            catch (Xunit.Sdk.FailException e) { failures.Add(e.Message); }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {Cases} seeds fail; the first of each kind:\n{string.Join('\n', failures.GroupBy(f => f.Split(' ')[2]).Select(g => $"({g.Count()}) {g.First()}"))}");
    }

    private static void Compare(int seed)
    {
        var (events, policy) = RandomShop.Generate(seed);
        Describe(seed, events, policy);
        var expected = ShopOracle.Run(events, policy);
        Assert.Equal(0, expected.BehindWatermark);
        using var run = new EngineRun(OracleLines.PolicyOf(policy), partitions: 1 + (seed % 3));
        run.Feed(events);
        run.Drain();

        Same(seed, "fates", expected.Ledger.Verdicts.Select(v => $"{v.Position}|{v.Column}|{v.Reason}"),
            run.Fates.Values.Select(f => $"{f.Position}|{f.Kind}|{f.Reason}"));
        Same(seed, "sessions", expected.Sessions.Select(OracleLines.Of), run.Output.Sessions);
        Same(seed, "decisions", expected.Decisions.Select(OracleLines.Of), run.Output.Decisions);
        Same(seed, "triggers", expected.Triggers.Select(OracleLines.Of), run.Output.Triggers);
        Same(seed, "KPIs", expected.Kpis.Select(OracleLines.Of), run.Kpis());
    }

    /// <summary>Writes the input of a seed to a file, where STREAMENGINE_DESCRIBE names one.</summary>
    private static void Describe(int seed, IReadOnlyList<EventData> events, OraclePolicy policy)
    {
        if (Environment.GetEnvironmentVariable("STREAMENGINE_DESCRIBE") is not { } path) return;
        var lines = events.Select((e, i) => string.Create(CultureInfo.InvariantCulture,
            $"{i,4} {e.EventTime} {e.CustomerId ?? e.AnonymousId} {e.Type} id={e.EventId} cart={e.CartId} to={e.TargetCartId} checkout={e.CheckoutId} order={e.OrderId} ch={e.Channel} step={e.Step} cur={e.Currency} amount={e.RefundAmount} disc={e.Discount} test={e.Test} granted={e.Granted} [{string.Join(' ', e.Lines)}]"));
        File.WriteAllLines(path, [$"seed {seed}", policy.ToJson(), .. lines]);
    }

    private static void Same(int seed, string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        // A line whose bookings were all taken back stands only where they were made in that order: it says nothing.
        if (what == "KPIs") (expected, actual) = (expected.Where(SaysSomething), actual.Where(SaysSomething));
        var wanted = expected.Order(StringComparer.Ordinal).ToList();
        var got = actual.Order(StringComparer.Ordinal).ToList();
        if (wanted.SequenceEqual(got)) return;
        if (Environment.GetEnvironmentVariable("STREAMENGINE_DESCRIBE") is { } path)
            File.AppendAllLines(path, ["", $"expected {what}", .. wanted, "", $"actual {what}", .. got]);
        var missing = Minus(wanted, got);
        var extra = Minus(got, wanted);
        Assert.Fail($"seed {seed}: {what} differ.\nmissing ({missing.Count}):\n  {string.Join("\n  ", missing.Take(6))}\n"
            + $"not expected ({extra.Count}):\n  {string.Join("\n  ", extra.Take(6))}");
    }

    private static bool SaysSomething(string kpi) => kpi.Split('|')[7] != "0" || kpi.Split('|')[8] is not ("0" or "1");

    private static List<string> Minus(List<string> from, List<string> what)
    {
        var rest = new List<string>(from);
        foreach (var line in what) rest.Remove(line);
        return rest;
    }
}
