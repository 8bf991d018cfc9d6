using System.Globalization;
using System.Text.Json;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// An object of the policy document: reads its keys one by one, notes what is not allowed, and goes on with the
/// default, so that one reading finds every violation.
/// </summary>
internal sealed class PolicySection
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly List<string> _violations;
    private readonly List<string> _known = [];

    /// <param name="element">The object; Undefined where the document leaves it out.</param>
    /// <param name="path">Its keys from the root, each followed by a dot.</param>
    /// <param name="violations">Where violations are noted.</param>
    public PolicySection(JsonElement element, string path, List<string> violations)
    {
        (_element, _path, _violations) = (element, path, violations);
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object) return;
        var name = path.Length == 0 ? "the document" : path.TrimEnd('.');
        violations.Add($"{name}: {Shown(element)} is not allowed; an object is.");
        _element = default;
    }

    /// <summary>The full name of a key.</summary>
    public string PathOf(string key) => _path + key;

    /// <summary>Notes a violation.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isNotAllowed">
    /// What is wrong; then, after a semicolon, what is allowed, ending with its verb.
    /// </param>
    public void Violate(string key, string isNotAllowed) => _violations.Add($"{PathOf(key)}: {isNotAllowed} allowed.");

    public PolicySection Section(string key) => new(Find(key), PathOf(key) + ".", _violations);

    public bool IsNull(string key, bool orAbsent = false) =>
        Find(key).ValueKind is var kind
            && (kind == JsonValueKind.Null || (orAbsent && kind == JsonValueKind.Undefined));

    public string Text(string key, string fallback, string allowed, Func<string, bool> isAllowed)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind == JsonValueKind.String && isAllowed(value.GetString()!)) return value.GetString()!;
        return Refuse(key, value, allowed, fallback);
    }

    public IReadOnlyList<string> Texts(
        string key, IReadOnlyList<string> fallback, string allowed, Func<string, bool> isAllowed)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind != JsonValueKind.Array) return Refuse(key, value, allowed, fallback);
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && isAllowed(item.GetString()!)) texts.Add(item.GetString()!);
            else Refuse(key, item, allowed, fallback);
        }

        return texts;
    }

    public bool Flag(string key, bool fallback)
    {
        var value = Find(key);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined => fallback,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => Refuse(key, value, "true or false", fallback),
        };
    }

    public int Whole(string key, int fallback, int least, int most)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole)
            && whole >= least && whole <= most)
            return whole;
        return Refuse(key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
            fallback);
    }

    public decimal? Amount(string key, decimal? fallback)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount)
            && amount >= 0 && amount <= Money.FromParts(Limits.MaxAmountParts)) return amount;
        return Refuse(key, value, "null or an amount of at least 0", fallback);
    }

    public long Duration(string key, long fallback, long least)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        return TryDuration(value, least, out var ms)
            ? ms
            : Refuse(key, value, DurationAllowed(least), fallback);
    }

    public long? NullableDuration(string key, long? fallback)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind == JsonValueKind.Null) return null;
        return TryDuration(value, 1, out var ms) ? ms : Refuse(key, value, $"null or {DurationAllowed(1)}", fallback);
    }

    public IReadOnlyList<long> Steps(string key, IReadOnlyList<long> fallback)
    {
        const string allowed =
            "a list of 1 to 16 durations, each longer than the one before, such as [\"PT1H\",\"PT24H\"],";
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.Undefined) return fallback;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > PolicyDocument.MaxSteps)
            return Refuse(key, value, allowed, fallback);
        var steps = new List<long>();
        foreach (var item in value.EnumerateArray())
        {
            if (!TryDuration(item, 1, out var ms)) return Refuse(key, item, DurationAllowed(1), fallback);
            if (steps.Count > 0 && ms <= steps[^1]) return Refuse(key, value, allowed, fallback);
            steps.Add(ms);
        }

        return steps;
    }

    /// <summary>Ms of the day; null, and noted, where it is none.</summary>
    public long? TimeOfDay(string key)
    {
        var value = Find(key);
        if (value.ValueKind == JsonValueKind.String
            && TimeOnly.TryParseExact(
                value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return (long)time.ToTimeSpan().TotalMilliseconds;
        return Refuse<long?>(key, value, "a time of day such as 22:00", null);
    }

    /// <summary>Notes the keys that were not asked for.</summary>
    public void RefuseOthers()
    {
        if (_element.ValueKind != JsonValueKind.Object) return;
        foreach (var property in _element.EnumerateObject())
        {
            if (_known.Contains(property.Name)) continue;
            _violations.Add($"{PathOf(property.Name)}: unknown; allowed here are {string.Join(", ", _known)}.");
        }
    }

    private static bool TryDuration(JsonElement value, long least, out long ms)
    {
        ms = 0;
        return value.ValueKind == JsonValueKind.String && IsoDuration.TryParse(value.GetString()!, out ms)
            && ms >= least && ms <= PolicyDocument.MaxDurationMs;
    }

    private static string DurationAllowed(long least) =>
        $"an ISO-8601 duration {(least > 0 ? "above 0" : "of at least 0")} and at most P400D, "
        + "such as PT30M, PT24H or P30D,";

    private JsonElement Find(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(key, out var value) ? value : default;
    }

    private T Refuse<T>(string key, JsonElement value, string allowed, T fallback)
    {
        _violations.Add($"{PathOf(key)}: {Shown(value)} is not allowed; {allowed} is.");
        return fallback;
    }

    // Enough to find it in the document, and no more.
    private static string Shown(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return "nothing";
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
