using System.Collections;
using System.Text.Json;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.Configuration;

/// <summary>
/// Where settings come from, the later over the earlier: appsettings.json of the working folder, else beside the
/// program; the file of <c>--config</c>; the environment (<c>StreamEngine__Kafka__GroupId</c>). Files may put the
/// sections into a section <c>StreamEngine</c> or have them at their root.
/// </summary>
internal static class SettingsDocument
{
    private const string Root = "StreamEngine:";
    private const string Prefix = "StreamEngine__";
    private const string DefaultName = "appsettings.json";

    // What other parts of .NET read from appsettings.json.
    private static readonly string[] Foreign = ["Logging", "AllowedHosts", "Kestrel", "Urls", "ConnectionStrings"];

    /// <summary>The values by their keys, without the root.</summary>
    /// <param name="path">The file of <c>--config</c>; null where none is named.</param>
    /// <param name="environment">The variables of the process.</param>
    /// <exception cref="UsageException">The file is not there or not JSON.</exception>
    public static Dictionary<string, string?> Load(string? path, IDictionary environment)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var shared = new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory }
            .Select(folder => Path.Combine(folder, DefaultName)).FirstOrDefault(File.Exists);
        if (shared is not null) AddFile(values, shared, DefaultName, isShared: true);
        if (path is not null)
        {
            if (!File.Exists(path)) throw new UsageException($"--config FILE: there is no file '{path}'.");
            AddFile(values, path, "--config FILE", isShared: false);
        }

        AddEnvironment(values, environment);
        return values;
    }

    private static void AddFile(Dictionary<string, string?> values, string path, string what, bool isShared)
    {
        if (new FileInfo(path).Length > Limits.MaxConfigurationBytes)
            throw new UsageException($"{what}: '{path}' is larger than {Limits.MaxConfigurationBytes} bytes.");
        IConfigurationRoot file;
        try
        {
            using var stream = File.OpenRead(path);
            file = new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException)
        {
            var detail = e as JsonException ?? e.InnerException as JsonException;
            throw new UsageException(detail is null
                ? $"{what}: '{path}' is not a JSON object of settings: {e.Message}"
                : $"{what}: '{path}' is not JSON: line {detail.LineNumber + 1}, "
                    + $"position {detail.BytePositionInLine + 1}.");
        }

        foreach (var (key, value) in file.AsEnumerable())
        {
            var name = key.StartsWith(Root, StringComparison.OrdinalIgnoreCase) ? key[Root.Length..] : key;
            if (value is null && file.GetSection(key).GetChildren().Any()) continue;
            if (isShared && Foreign.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase)) continue;
            values[name] = value is "True" or "False" ? value.ToLowerInvariant() : value ?? "";
        }
    }

    private static void AddEnvironment(Dictionary<string, string?> values, IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            // Shells allow no dots in names, and librdkafka's properties have no underscores.
            var parts = key.Split(':', 3);
            if (parts is [var kafka, var section, var property] && IsPassedThrough(section))
                key = $"{kafka}:{section}:{property.Replace('_', '.')}";
            values[key] = (string?)variable.Value;
        }
    }

    private static bool IsPassedThrough(string section) =>
        section.ToUpperInvariant() is "COMMON" or "CONSUMER" or "PRODUCER";
}
