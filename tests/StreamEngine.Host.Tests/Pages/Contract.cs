using System.Text.RegularExpressions;

namespace StreamEngine.Host.Tests.Pages;

/// <summary>What docs/contract.md says, section by section.</summary>
internal static partial class Contract
{
    /// <summary>The metrics of section 6 with their labels.</summary>
    public static IReadOnlyList<(string Name, string[] Labels)> Metrics()
    {
        var section = Text().Split("## 6. Metrics")[1].Split("\n\n")[0];
        return [.. Metric().Matches(section).Where(match => match.Groups[1].Value != "streamengine_")
            .Select(match => (match.Groups[1].Value,
                match.Groups[2].Success ? match.Groups[2].Value.Split(',') : Array.Empty<string>()))];
    }

    private static string Text()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "docs", "contract.md")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))
                ?? throw new InvalidOperationException("docs/contract.md is not above the tests");
        return File.ReadAllText(Path.Combine(folder, "docs", "contract.md"));
    }

    [GeneratedRegex(@"`([a-z_]+)(?:\{([a-z,]+)\})?`")]
    private static partial Regex Metric();
}
