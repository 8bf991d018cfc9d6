namespace StreamEngine.Schemas;

/// <summary>The files embedded in this assembly.</summary>
internal static class Resources
{
    /// <summary>The whole text of an embedded file, by its logical name.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
