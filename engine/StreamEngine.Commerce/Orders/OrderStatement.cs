using StreamEngine.Commerce.Kpis;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Orders;

/// <summary>A line of an order; the price in ten-thousandths where one is stated.</summary>
public readonly record struct OrderLine(string ProductId, string? Variant, long Quantity, long Price, bool HasPrice);

/// <summary>What one event said about an order.</summary>
public sealed record OrderStatement
{
    public required EventType Type { get; init; }
    public required long Time { get; init; }

    /// <summary>The identity of the event that said it.</summary>
    public ulong Identity { get; init; }
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];
    public long? Discount { get; init; }
    public long? Costs { get; init; }
    public string? Currency { get; init; }
    public bool IsTest { get; init; }

    /// <summary>Where the event came from; that of the placing is the order's.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Refunds: the id and the amount, where stated; the reason of a cancellation, refund or return.</summary>
    public string? RefundId { get; init; }
    public long? Amount { get; init; }
    public string? Reason { get; init; }

    /// <summary>
    /// True where another placed event says the same: lines of equal product, variant and price added up, discount
    /// (none is 0) and currency (unstated is the policy's).
    /// </summary>
    public bool SaysTheSameAs(OrderStatement other, string policyCurrency) =>
        Discount.GetValueOrDefault() == other.Discount.GetValueOrDefault()
        && (Currency ?? policyCurrency) == (other.Currency ?? policyCurrency)
        && Sums(Lines).SequenceEqual(Sums(other.Lines));

    private static IEnumerable<OrderLine> Sums(IReadOnlyList<OrderLine> lines) => lines
        .GroupBy(l => l with { Quantity = 0 })
        .Select(g => g.Key with { Quantity = g.Sum(l => l.Quantity) })
        .OrderBy(l => l.ProductId, StringComparer.Ordinal).ThenBy(l => l.Variant, StringComparer.Ordinal)
        .ThenBy(l => l.HasPrice).ThenBy(l => l.Price);
}
