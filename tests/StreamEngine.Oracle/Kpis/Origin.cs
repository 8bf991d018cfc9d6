using StreamEngine.Oracle.Admission;

namespace StreamEngine.Oracle.Kpis;

/// <summary>Domain 6, breakdowns: where an order or a session came from.</summary>
internal sealed record Origin(string Channel, string Country, string Campaign)
{
    private const string Unstated = "unstated";

    public static Origin Of(Input e) => Of([e]);

    /// <summary>The channel of the first event, the first country and campaign that any of them states.</summary>
    public static Origin Of(IReadOnlyList<Input> events) => new(
        events[0].Data.Channel.ToString().ToLowerInvariant(),
        Value(events.Select(e => e.Data.Country).FirstOrDefault(c => !string.IsNullOrWhiteSpace(c))),
        Value(events.Select(e => e.Data.Campaign).FirstOrDefault(c => !string.IsNullOrWhiteSpace(c))));

    public IEnumerable<(string Name, string Value)> Values =>
        [("channel", Channel), ("country", Country), ("campaign", Campaign)];

    /// <summary>A text as the value of a breakdown: at most 64 characters.</summary>
    public static string Value(string? text)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return Unstated;
        return trimmed.Length > 64 ? trimmed[..64].TrimEnd() : trimmed;
    }
}
