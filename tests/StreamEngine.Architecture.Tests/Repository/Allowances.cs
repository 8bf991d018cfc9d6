using System.Globalization;

namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>
/// The exceptions to the rules, in <c>allowed.txt</c>: rule, file, how many findings, and why. The list only shrinks:
/// an entry with more findings than there are fails as well.
/// </summary>
internal static class Allowances
{
    private const string File = "tests/StreamEngine.Architecture.Tests/allowed.txt";

    /// <summary>
    /// Fails with every finding that is not allowed, and with every allowance that is no longer needed.
    /// </summary>
    public static void Check(string rule, IEnumerable<Finding> findings)
    {
        var allowed = Read(Checkout.Texts.Single(text => text.Path == File).Text);
        var complaints = Compare(rule, findings, allowed);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    /// <summary>
    /// The allowances of the text: a line is <c>rule | path | count | reason</c>, # begins a comment.
    /// </summary>
    public static IReadOnlyList<Allowance> Read(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(parts => parts is [var rule, var path, var count, { Length: > 0 } reason]
                ? new Allowance(rule, path, int.Parse(count, CultureInfo.InvariantCulture), reason)
                : throw new FormatException($"{File}: no count or reason: {string.Join(" | ", parts)}")),
    ];

    /// <summary>What to complain of: findings beyond the allowance, and allowances beyond the findings.</summary>
    public static IReadOnlyList<string> Compare(
        string rule, IEnumerable<Finding> findings, IReadOnlyList<Allowance> allowances)
    {
        var allowed = allowances.Where(entry => entry.Rule == rule)
            .ToDictionary(entry => entry.Path, entry => entry.Count);
        var byPath = findings.GroupBy(finding => finding.Path)
            .ToDictionary(group => group.Key, group => group.ToList());
        var tooMany = byPath.Where(pair => pair.Value.Count > allowed.GetValueOrDefault(pair.Key))
            .SelectMany(pair => pair.Value).Select(finding => finding.ToString());
        var stale = allowed.Where(pair => pair.Value > (byPath.GetValueOrDefault(pair.Key)?.Count ?? 0))
            .Select(pair => $"{File}: {rule} | {pair.Key}: {pair.Value} allowed, fewer found: lower it.");
        return [.. tooMany, .. stale];
    }
}

/// <summary>So many findings of the rule are allowed in the file, for that reason.</summary>
internal readonly record struct Allowance(string Rule, string Path, int Count, string Reason);
