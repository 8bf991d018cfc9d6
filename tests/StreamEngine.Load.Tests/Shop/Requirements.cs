using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Tests.Shop;

/// <summary>What a reader demands of an event, written down apart from the generator.</summary>
internal static class Requirements
{
    private const long Year2000 = 946_684_800_000;
    private const long Year2100 = 4_102_444_800_000;

    /// <summary>The first demand that the event does not meet; null when it meets all.</summary>
    public static string? Violation(EventData data)
    {
        if (data.EventId.Length == 0) return "missing eventId";
        if (!Stated(data.CustomerId) && !Stated(data.AnonymousId)) return "no identity";
        if (data.EventTime is < Year2000 or >= Year2100) return "implausible time";
        if (data.Type == EventType.Unknown) return "unknown type";
        if (TopicOf(data.Type) != data.Topic) return "type of another topic";
        foreach (var line in data.Lines)
        {
            if (line.ProductId.Length == 0) return "line without product";
            if (line.Quantity <= 0) return "quantity";
            if (line.UnitPrice is { } price && !Amount(price)) return "price";
        }
        if (data.Lines.Count > 0 && data.Currency is not { Length: 3 }) return "currency";
        decimal?[] amounts =
            [data.Discount, data.Tax, data.Shipping, data.RefundAmount, data.Costs, data.Spend];
        return amounts.Any(amount => amount is { } stated && !Amount(stated)) ? "amount" : null;
    }

    /// <summary>The key that the engine would give the event's customer.</summary>
    public static string Key(EventData data) =>
        data.CustomerId is { } known ? "customer:" + known : "visitor:" + data.AnonymousId;

    private static bool Stated(string? id) => id is not null && id != "null" && id.Trim('0', '-').Length > 0;

    private static bool Amount(decimal amount) => amount >= 0 && decimal.Round(amount, 4) == amount;

    private static EventTopic TopicOf(EventType type) => (int)type switch
    {
        < 32 => EventTopic.Clickstream,
        < 64 => EventTopic.Carts,
        < 96 => EventTopic.Orders,
        _ => EventTopic.Customers,
    };
}
