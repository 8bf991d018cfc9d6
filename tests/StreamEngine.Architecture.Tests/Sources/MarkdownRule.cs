using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>A page has one title, at its top, and its links lead somewhere.</summary>
internal static class MarkdownRule
{
    public static IEnumerable<Finding> Titles(TextFile file)
    {
        if (!file.Lines[0].StartsWith("# ", StringComparison.Ordinal))
            yield return new(file.Path, 1, "begins without a title");
        foreach (var (line, number) in Prose(file).Skip(1))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal)) yield return new(file.Path, number, "a second title");
        }
    }

    /// <summary>Links to files of the project that are not there.</summary>
    public static IEnumerable<Finding> BrokenLinks(TextFile file, Func<string, bool> exists) =>
        from item in Prose(file)
        from target in Targets(item.Line)
        let path = target.Split('#')[0]
        where path.Length > 0 && !path.Contains("://", StringComparison.Ordinal)
        let full = Path.GetRelativePath("/", Path.GetFullPath(path, "/" + Path.GetDirectoryName(file.Path)))
        where !exists(full.Replace('\\', '/'))
        select new Finding(file.Path, item.Number, $"leads nowhere: {target}");

    private static IEnumerable<string> Targets(string line)
    {
        foreach (var part in line.Split("](").Skip(1))
        {
            var end = part.IndexOf(')', StringComparison.Ordinal);
            if (end >= 0) yield return part[..end];
        }
    }

    /// <summary>The lines outside fenced code.</summary>
    private static IEnumerable<(string Line, int Number)> Prose(TextFile file)
    {
        var fenced = false;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            else if (!fenced) yield return (line, i + 1);
        }
    }
}
