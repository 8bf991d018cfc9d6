using System.Text;

namespace StreamEngine.Oracle.Admission;

/// <summary>Domain 2: the customer key, made independently of the engine's.</summary>
internal static class CustomerIdentity
{
    private const int MaxLength = 256;

    private static readonly HashSet<string> Placeholders =
        new(StringComparer.OrdinalIgnoreCase) { "null", "undefined", "none", "anonymous", "guest", "0", "-1" };

    /// <summary>The key, or null where no valid id is left.</summary>
    public static string? KeyOf(string? customerId, string? anonymousId)
    {
        if (Valid(customerId) is { } known) return "customer:" + known;
        return Valid(anonymousId) is { } anonymous ? "visitor:" + anonymous : null;
    }

    private static string? Valid(string? id)
    {
        if (id is null) return null;
        var normalised = id.Trim().Normalize(NormalizationForm.FormC);
        if (normalised.Length is < 1 or > MaxLength) return null;
        if (Placeholders.Contains(normalised)) return null;
        return normalised.All(c => c is '0' or '-') ? null : normalised;
    }
}
