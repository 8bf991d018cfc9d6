using System.Globalization;
using NodaTime.Text;
using StreamEngine.Commerce.Policies;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Configuration;

/// <summary>
/// Reads settings one by one, notes what is not allowed and goes on with the default, so that one reading finds every
/// violation. What nobody asked for is unknown.
/// </summary>
/// <param name="values">The values by their keys, such as <c>Kafka:GroupId</c>; letter case does not matter.</param>
internal sealed class SettingsReader(IReadOnlyDictionary<string, string?> values)
{
    private const int MostShown = 60;

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _open = [];

    /// <summary>What is wrong so far, each with its key and what is allowed.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Whether the setting is given.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A text; an empty one counts as not given.</summary>
    public string Text(string key, string fallback) => Find(key) ?? fallback;

    /// <summary>A text that may be absent.</summary>
    public string? OptionalText(string key, string? fallback = null)
    {
        _known.Add(key);
        return values.TryGetValue(key, out var value) ? NullIfBlank(value) : fallback;
    }

    /// <summary>A whole number within bounds.</summary>
    public long Whole(string key, long fallback, long least, long most) => Read(
        key, fallback, Invariant($"a whole number from {least} to {most} is"),
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most ? value : null);

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool fallback) => Read(
        key, fallback, "true or false is", text => bool.TryParse(text, out var value) ? value : null);

    /// <summary>A duration within bounds.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most) => Read(
        key, fallback, $"a duration such as PT10S from {Iso(least)} to {Iso(most)} is",
        text => TryDuration(text, out var value) && value >= least && value <= most ? value : null);

    /// <summary>One of the names of an enum, written as one likes.</summary>
    public TEnum Choice<TEnum>(string key, TEnum fallback)
        where TEnum : struct, Enum
    {
        var names = Enum.GetNames<TEnum>();
        var allowed = string.Join(", ", names.Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
        return Read(key, fallback, $"one of {allowed} is", text =>
            Array.Exists(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
                ? Enum.Parse<TEnum>(text, ignoreCase: true)
                : null);
    }

    /// <summary>earliest, latest or a time with its zone.</summary>
    public StartFrom Start(string key, StartFrom fallback) => Read(
        key, fallback, "earliest, latest or a time such as 2026-01-31T00:00:00Z is",
        text => text.ToUpperInvariant() switch
        {
            "EARLIEST" => StartFrom.Earliest,
            "LATEST" => StartFrom.Latest,
            _ => OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } time
                ? new StartFrom(StartKind.Time, time.Value.ToInstant().ToUnixTimeMilliseconds())
                : null,
        });

    /// <summary>Every key of a section whose names are not the engine's, such as librdkafka's.</summary>
    public Dictionary<string, string> Everything(string section)
    {
        _open.Add(section + ":");
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            if (!key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase) || value is null) continue;
            found[key[(section.Length + 1)..]] = value;
        }

        return found;
    }

    /// <summary>Notes a violation of a key.</summary>
    public void Violate(string key, string message) => Violations.Add($"{key}: {message}");

    /// <summary>Notes every key that nobody asked for, with the allowed one that is nearest.</summary>
    public void RefuseUnknown()
    {
        var allowed = _known.Concat(_open.Select(section => section[..^1])).ToList();
        foreach (var key in values.Keys.Order(StringComparer.OrdinalIgnoreCase))
        {
            // The provider names sections, too: what is in them is judged.
            if (_known.Contains(key) || values[key] is null) continue;
            if (_open.Exists(section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase))) continue;
            var section = key[..(key.LastIndexOf(':') + 1)];
            var siblings = allowed.Where(k => k.StartsWith(section, StringComparison.OrdinalIgnoreCase)).ToList();
            var hint = SettingKeys.Nearest(key, allowed) is { } near ? $"did you mean {near}?"
                : siblings.Count > 0 && section.Length > 0
                    ? $"allowed there are {string.Join(", ", siblings.Select(s => s[section.Length..]).Order())}."
                    : $"allowed are {string.Join(", ", allowed.Select(k => k.Split(':')[0]).Distinct().Order())}.";
            Violate(key, $"is no setting; {hint}");
        }
    }

    private T Read<T>(string key, T fallback, string allowed, Func<string, T?> read)
        where T : struct
    {
        if (Find(key) is not { } text) return fallback;
        if (read(text.Trim()) is { } value) return value;
        var shown = SettingKeys.IsSecret(key) ? "its value"
            : text.Length > MostShown ? $"'{text[..MostShown]}…'" : $"'{text}'";
        Violate(key, $"{shown} is not allowed; {allowed}.");
        return fallback;
    }

    private string? Find(string key)
    {
        _known.Add(key);
        return NullIfBlank(values.GetValueOrDefault(key));
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Reads a duration: PT10S as in ISO-8601, 10s as people type it, 00:00:10 as in .NET.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        var iso = text.EndsWith('d') ? $"P{text}" : $"PT{text}";
        if (IsoDuration.TryParse(text, out var ms) || IsoDuration.TryParse(iso.ToUpperInvariant(), out ms))
        {
            value = TimeSpan.FromMilliseconds(ms);
            return true;
        }

        // A bare number would be days to TimeSpan, which nobody means.
        value = default;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static string Iso(TimeSpan time) => System.Xml.XmlConvert.ToString(time);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
