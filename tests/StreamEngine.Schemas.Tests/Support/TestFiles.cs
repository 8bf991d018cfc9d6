namespace StreamEngine.Schemas.Tests;

/// <summary>The committed vectors, embedded in the test assembly under their path below <c>schemas</c>.</summary>
internal static class TestFiles
{
    internal static string Text(string name)
    {
        using var stream = typeof(TestFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The test has no file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static string[] Lines(string name) => Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
