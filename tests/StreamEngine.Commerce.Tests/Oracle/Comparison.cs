using System.Globalization;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>Compares lines as sets with repetitions and says what is missing and what is too much, by seed.</summary>
internal static class Comparison
{
    /// <summary>
    /// How many seeds a property runs: a few in every run, as many as one likes by STREAMENGINE_CASES.
    /// </summary>
    public static int Cases(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_CASES"), out var cases) ? cases : usual;

    /// <summary>
    /// Runs a property over seeds, from STREAMENGINE_SEED on; reports how many failed and one of each kind.
    /// </summary>
    /// <param name="usual">How many.</param>
    /// <param name="property">What must hold for a seed.</param>
    /// <param name="kept">Seeds that failed once; they are run as well, unless a first seed is named.</param>
    public static void ForSeeds(int usual, Action<int> property, params int[] kept)
    {
        var isNamed = int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEED"), out var first);
        var cases = Cases(usual);
        var seeds = Enumerable.Range(isNamed ? first : 1, cases).Concat(isNamed ? [] : kept).Distinct().ToList();
        var failures = new List<string>();
        foreach (var seed in seeds)
        {
            try
            {
                property(seed);
            }
            catch (Xunit.Sdk.FailException failure)
            {
                failures.Add(failure.Message);
            }
        }

        var kinds = failures.GroupBy(f => f.Split(' ')[2]).Select(g => $"({g.Count()}) {g.First()}");
        Assert.True(failures.Count == 0,
            $"{failures.Count} of {seeds.Count} seeds fail, one of each kind:\n{string.Join('\n', kinds)}");
    }

    /// <summary>Fails where the lines differ.</summary>
    public static void Same(int seed, string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var wanted = expected.Order(StringComparer.Ordinal).ToList();
        var got = actual.Order(StringComparer.Ordinal).ToList();
        if (wanted.SequenceEqual(got)) return;
        if (DescriptionPath is { } path)
            File.AppendAllLines(path, ["", $"expected {what}", .. wanted, "", $"actual {what}", .. got]);
        var missing = Minus(wanted, got);
        var extra = Minus(got, wanted);
        Assert.Fail(
            $"seed {seed}: {what} differ.\nmissing ({missing.Count}):\n  {string.Join("\n  ", missing.Take(6))}\n"
            + $"not expected ({extra.Count}):\n  {string.Join("\n  ", extra.Take(6))}");
    }

    /// <summary>
    /// Writes the input of a seed to the file that STREAMENGINE_DESCRIBE names, for one who looks into a failure.
    /// </summary>
    public static void Describe(
        int seed, IReadOnlyList<EventData> events, OraclePolicy policy, IReadOnlyList<PolicyChange>? versions = null)
    {
        if (DescriptionPath is not { } path) return;
        var lines = events.Select((e, i) => string.Create(CultureInfo.InvariantCulture,
            $"{i,4} {e.EventTime} {e.CustomerId ?? e.AnonymousId} {e.Type} id={e.EventId} "
            + $"cart={e.CartId} to={e.TargetCartId} "
            + $"checkout={e.CheckoutId} order={e.OrderId} ch={e.Channel} step={e.Step} "
            + $"cur={e.Currency} amount={e.RefundAmount} "
            + $"disc={e.Discount} test={e.Test} granted={e.Granted} "
            + $"rating={e.Rating} zone={e.TimeZone} country={e.Country} [{string.Join(' ', e.Lines)}]"));
        var later = versions?.Select(v => $"before {v.Position}: {v.Policy.ToJson()}") ?? [];
        File.WriteAllLines(path, [$"seed {seed}", policy.ToJson(), .. later, .. lines]);
    }

    /// <summary>The lines of one list that the other lacks.</summary>
    public static List<string> Minus(IEnumerable<string> from, IEnumerable<string> what)
    {
        var rest = new List<string>(from);
        foreach (var line in what) rest.Remove(line);
        return rest;
    }

    private static string? DescriptionPath => Environment.GetEnvironmentVariable("STREAMENGINE_DESCRIBE");
}
