namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>The checkout that the tests were built from, and the files in it that are its own.</summary>
internal static class Checkout
{
    private static readonly string[] ForeignFolders =
        [".git", ".vs", ".idea", "bin", "obj", "out", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] TextEndings =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".txt", ".yml", ".yaml", ".avsc", ".sh",
        ".config", ".editorconfig", ".gitattributes", ".gitignore", "Dockerfile", ".dockerignore", ".ci/run", "LICENSE",
    ];

    private static readonly Lazy<IReadOnlyList<TextFile>> LazyTexts = new(ReadTexts);

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every text file of the project, samples left out: they are other people's.</summary>
    public static IReadOnlyList<TextFile> Texts => LazyTexts.Value;

    /// <summary>The C# files among them.</summary>
    public static IEnumerable<TextFile> Code =>
        Texts.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StreamEngine.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from inside the checkout.");
    }

    private static List<TextFile> ReadTexts() =>
    [
        .. Walk(new DirectoryInfo(Root))
            .Select(file => (file.FullName, Path: Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')))
            .Where(file => TextEndings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Path.StartsWith("samples/otto/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => new TextFile(file.Path, File.ReadAllText(file.FullName))),
    ];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.GetFiles().Concat(
            folder.GetDirectories().Where(child => !ForeignFolders.Contains(child.Name)).SelectMany(Walk));
}
