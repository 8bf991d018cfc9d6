using System.Globalization;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Generation;

/// <summary>Versions of a policy that follow one another in the middle of a shop's input.</summary>
public static class RandomVersions
{
    private const int MostVersions = 3;

    /// <summary>
    /// One to three versions, which differ in whatever a version may change, at positions of an input of that length.
    /// </summary>
    public static IReadOnlyList<PolicyChange> Generate(
        long seed, OraclePolicy first, int events, ShopOptions? options = null)
    {
        var random = new SplitMix(unchecked((ulong)seed * 31));
        var versions = new List<PolicyChange>();
        for (var i = 1 + random.Below(MostVersions); i > 0; i--)
        {
            var other = RandomPolicy.Make(random, options ?? new ShopOptions());
            var next = first with
            {
                Version = string.Create(CultureInfo.InvariantCulture, $"next-{i}"),
                Abandonment = other.Abandonment,
                Governance = other.Governance,
            };
            versions.Add(new PolicyChange(random.Below(events), next));
        }
        return [.. versions.OrderBy(v => v.Position)];
    }
}
