namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>One <c>--input FORMAT:PATH</c>: a format and the files it names, in ordinal order of their names.</summary>
public sealed class FileInput
{
    private FileInput(string name, FileFormat format, IReadOnlyList<string> paths)
    {
        Name = name;
        Format = format;
        Paths = paths;
    }

    /// <summary><c>FORMAT:PATH</c> as the user gave it.</summary>
    public string Name { get; }

    /// <summary>How the files are read.</summary>
    public FileFormat Format { get; }

    /// <summary>The files; at least one.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>
    /// Reads <c>FORMAT:PATH</c>, where PATH is a file, a folder (its files with an extension of the format, not those
    /// of its subfolders) or a glob (<c>*</c>, <c>?</c>, <c>**</c>).
    /// </summary>
    /// <exception cref="FileInputException">Wrong usage, in one line.</exception>
    public static FileInput Parse(string text) =>
        TryParse(text, out var input, out var error) ? input! : throw new FileInputException(error!);

    /// <summary>As <see cref="Parse"/>, with the error as a line of text.</summary>
    public static bool TryParse(string text, out FileInput? input, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        input = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
        {
            error = $"'{text}' is not an input: FORMAT:PATH is, with FORMAT one of {FileFormats.Names}.";
            return false;
        }
        var name = text[..colon];
        var path = text[(colon + 1)..];
        if (!FileFormats.TryParse(name, out var format))
        {
            error = $"'{name}' is not a format of '{text}': allowed are {FileFormats.Names}.";
            return false;
        }
        if (!PathPattern.TryExpand(path, format, out var paths, out var reason))
        {
            error = $"Input '{text}': {reason}";
            return false;
        }
        input = new FileInput(text, format, paths);
        error = null;
        return true;
    }
}
