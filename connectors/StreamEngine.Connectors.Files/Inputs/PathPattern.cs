using System.IO.Enumeration;

namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>Turns a path, folder or glob into files, sorted by ordinal name.</summary>
internal static class PathPattern
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    public static bool TryExpand(string path, FileFormat format, out List<string> files, out string? error)
    {
        files = [];
        error = null;
        try
        {
            if (File.Exists(path))
            {
                files.Add(path);
            }
            else if (Directory.Exists(path))
            {
                var inside = Directory.EnumerateFiles(path);
                files.AddRange(inside.Where(file => format.TakesFromFolder(Path.GetFileName(file))));
                if (files.Count == 0) error = $"the folder has no file {format.ExtensionNames()} (or that with .gz).";
            }
            else if (path.AsSpan().ContainsAny('*', '?'))
            {
                files.AddRange(Glob(path));
                if (files.Count == 0) error = "no file matches the pattern.";
            }
            else
            {
                error = $"there is no file or folder '{path}'.";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"cannot be listed: {exception.Message}";
        }
        if (files.Count > Limits.MaxFilesPerInput) error = $"more than {Limits.MaxFilesPerInput} files.";
        files.Sort(string.CompareOrdinal);
        return error is null;
    }

    private static IEnumerable<string> Glob(string pattern)
    {
        var root = Path.GetPathRoot(pattern) ?? "";
        var segments = pattern[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return Match(root, segments, 0, 0).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Match(string folder, string[] segments, int at, int depth)
    {
        var segment = segments[at];
        var isLast = at == segments.Length - 1;
        if (segment == "**")
        {
            if (!isLast)
            {
                foreach (var file in Match(folder, segments, at + 1, depth)) yield return file;
            }
            else
            {
                foreach (var file in Files(folder, "*")) yield return file;
            }
            if (depth >= Limits.MaxFolderDepth) yield break;
            foreach (var inner in Folders(folder, "*"))
                foreach (var file in Match(inner, segments, at, depth + 1)) yield return file;
        }
        else if (isLast)
        {
            foreach (var file in Files(folder, segment)) yield return file;
        }
        else
        {
            foreach (var inner in Folders(folder, segment))
                foreach (var file in Match(inner, segments, at + 1, depth)) yield return file;
        }
    }

    private static IEnumerable<string> Files(string folder, string segment) =>
        Entries(folder, segment, Directory.EnumerateFiles, File.Exists);

    private static IEnumerable<string> Folders(string folder, string segment) =>
        Entries(folder, segment, Directory.EnumerateDirectories, Directory.Exists);

    // A segment without wildcards is taken as it stands, so "..", "." and folders that cannot be listed work.
    private static IEnumerable<string> Entries(
        string folder, string segment, Func<string, IEnumerable<string>> list, Func<string, bool> exists)
    {
        if (!segment.AsSpan().ContainsAny('*', '?'))
        {
            var path = Path.Combine(folder, segment);
            return exists(path) ? [path] : [];
        }
        var isPlain = folder.Length == 0;
        return list(isPlain ? "." : folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') || segment.StartsWith('.'))
            .Where(name => FileSystemName.MatchesSimpleExpression(segment, name, ignoreCase: false))
            .Select(name => isPlain ? name : Path.Combine(folder, name));
    }
}
