using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Orders;

/// <summary>A line of an order; the price in ten-thousandths where one is stated.</summary>
public readonly record struct OrderLine(string ProductId, string? Variant, long Quantity, long Price, bool HasPrice);

/// <summary>What one event said about an order.</summary>
public sealed record OrderStatement
{
    public required EventType Type { get; init; }
    public required long Time { get; init; }
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];
    public long? Discount { get; init; }
    public long? Costs { get; init; }
    public string? Currency { get; init; }
    public bool IsTest { get; init; }

    /// <summary>Refunds: the id and the amount, where stated; the reason of a cancellation, refund or return.</summary>
    public string? RefundId { get; init; }
    public long? Amount { get; init; }
    public string? Reason { get; init; }

    /// <summary>True where another placed event says the same: lines in their order, discount, currency.</summary>
    public bool SaysTheSameAs(OrderStatement other) =>
        Discount.GetValueOrDefault() == other.Discount.GetValueOrDefault() && Currency == other.Currency
        && Lines.SequenceEqual(other.Lines);
}
