namespace StreamEngine.Host.Configuration;

/// <summary>The names of settings, and what comes near to one that is none.</summary>
internal static class SettingKeys
{
    private const int MostMistakes = 4;

    /// <summary>Whether the value of that key may not be shown to anybody.</summary>
    public static bool IsSecret(string key) =>
        key.Contains("password", StringComparison.OrdinalIgnoreCase)
        || key.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("HashKey", StringComparison.OrdinalIgnoreCase)
        || key.Contains("username", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
        || key.Contains("sasl", StringComparison.OrdinalIgnoreCase);

    /// <summary>The allowed name that a wrong one was probably meant to be; null where none is near.</summary>
    public static string? Nearest(string wrong, IEnumerable<string> allowed)
    {
        var (best, mistakes) = ((string?)null, MostMistakes + 1);
        foreach (var name in allowed)
        {
            var distance = Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < mistakes) (best, mistakes) = (name, distance);
        }

        // Among short names everything is near.
        return mistakes <= Math.Min(MostMistakes, Math.Max(1, wrong.Length / 3)) ? best : null;
    }

    /// <summary>How many letters have to be added, left out or replaced to come from one to the other.</summary>
    internal static int Distance(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++) row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
