namespace StreamEngine.Connectors.Files.Tests;

/// <summary>Files of the repository that the tests run from.</summary>
internal static class Repository
{
    public static string PathOf(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StreamEngine.sln")))
                return Path.Combine(folder.FullName, relative);
        }
        throw new InvalidOperationException("The tests do not run from below the repository.");
    }
}
