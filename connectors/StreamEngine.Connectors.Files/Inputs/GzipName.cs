namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>Which files are read through gzip.</summary>
internal static class GzipName
{
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
