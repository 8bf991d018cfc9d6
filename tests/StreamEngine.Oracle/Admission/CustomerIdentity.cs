using StreamEngine.Schemas.Events;

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
        var trimmed = (id ?? "").Trim();
        if (trimmed.Length == 0 || Placeholders.Contains(trimmed)) return null;
        if (trimmed.All(c => c is '0' or '-')) return null;
        return trimmed.All(char.IsAscii) ? (trimmed.Length <= MaxLength ? trimmed : null) : Composed(trimmed);
    }

    /// <summary>
    /// Form NFC, which the runtime's own normalisation leaves out where globalisation is invariant. This one thing is
    /// taken from the schemas, whose tests hold it against the Unicode tables.
    /// </summary>
    private static string? Composed(string id) =>
        CustomerKey.TryMake(id, null, out var key) ? key["customer:".Length..] : null;
}
