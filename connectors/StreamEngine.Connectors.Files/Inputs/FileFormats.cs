namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>Names and properties of the formats.</summary>
internal static class FileFormats
{
    private static readonly string[] Csv = [".csv"];
    private static readonly string[] JsonLines = [".jsonl", ".ndjson", ".json"];
    private static readonly string[] Container = [".avro"];

    private static readonly (string Name, FileFormat Format, string[] Extensions)[] All =
    [
        ("uci-online-retail", FileFormat.UciOnlineRetail, Csv),
        ("rees46", FileFormat.Rees46, Csv),
        ("otto", FileFormat.Otto, JsonLines),
        ("retailrocket", FileFormat.RetailRocket, Csv),
        ("segment", FileFormat.Segment, JsonLines),
        ("events", FileFormat.Events, JsonLines),
        ("avro", FileFormat.Avro, Container),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(format => format.Name));

    public static bool TryParse(string name, out FileFormat format)
    {
        foreach (var known in All)
        {
            if (!string.Equals(known.Name, name, StringComparison.Ordinal)) continue;
            format = known.Format;
            return true;
        }
        format = default;
        return false;
    }

    /// <summary>
    /// True where the files are a history that is sorted by event time; false where file order is arrival order.
    /// </summary>
    public static bool IsHistory(this FileFormat format) => format is not (FileFormat.Events or FileFormat.Avro);

    /// <summary>True where a file of that name is taken from a folder; <c>.gz</c> may follow the extension.</summary>
    public static bool TakesFromFolder(this FileFormat format, string fileName)
    {
        if (fileName.StartsWith('.')) return false;
        var name = GzipName.IsGzip(fileName) ? fileName[..^3] : fileName;
        return ExtensionsOf(format).Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The extensions taken from a folder, for messages.</summary>
    public static string ExtensionNames(this FileFormat format) => string.Join(", ", ExtensionsOf(format));

    private static string[] ExtensionsOf(FileFormat format) => All[(int)format].Extensions;
}
