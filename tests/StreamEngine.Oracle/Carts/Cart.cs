using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Outputs;

namespace StreamEngine.Oracle.Carts;

/// <summary>A product and variant in a cart. StatedBy: the rank of the event that last stated a price.</summary>
internal sealed record CartLine(long Quantity, decimal? UnitPrice, int StatedBy);

/// <summary>
/// One life of a cart: from the event that made it non-empty to its order, emptying, merge or expiry.
/// </summary>
internal sealed class Cart(string? id, Input createdBy, string currency)
{
    /// <summary>The stated cartId; null is the customer's implicit cart.</summary>
    public string? Id { get; } = id;
    public Input CreatedBy { get; } = createdBy;
    public long CreatedAt => CreatedBy.Time;
    public string Currency { get; set; } = currency;
    public Dictionary<(string Product, string? Variant), CartLine> Lines { get; set; } = [];
    public Input LastChange { get; set; } = createdBy;

    /// <summary>Null while open; else ordered, emptied, merged or expired.</summary>
    public string? ClosedBy { get; set; }
    public long ClosedAt { get; set; }
    public bool Open => ClosedBy is null;
    public Cart? MergedInto { get; set; }

    /// <summary>The order that closed it.</summary>
    public Input? Order { get; set; }

    /// <summary>The latest checkout on it, open or not.</summary>
    public Checkout? Checkout { get; set; }

    /// <summary>Domain 4: Σ unit price × quantity, null when a price is unknown.</summary>
    public decimal? Value => Lines.Values.Any(l => l.UnitPrice is null)
        ? null : Lines.Values.Sum(l => l.UnitPrice!.Value * l.Quantity);

    public IReadOnlyList<OracleLine> StatedLines => [.. Lines
        .OrderBy(l => l.Key.Product, StringComparer.Ordinal).ThenBy(l => l.Key.Variant, StringComparer.Ordinal)
        .Select(l => new OracleLine(l.Key.Product, l.Key.Variant, l.Value.Quantity, l.Value.UnitPrice))];

    /// <summary>Domain 11: a merged-away cart shares its target's fate.</summary>
    public Cart Fate => MergedInto is null ? this : MergedInto.Fate;
}

/// <summary>A checkout, keyed by checkoutId, else by its cart (domain 4).</summary>
internal sealed class Checkout(Input start)
{
    public string? Id { get; set; } = start.Data.CheckoutId;
    public long StartedAt { get; } = start.Time;
    public Cart? Cart { get; set; }

    /// <summary>Every cart it ever stood on: the order of any of them orders it.</summary>
    public HashSet<Cart> Carts { get; } = [];
    public bool Open { get; set; } = true;
    public List<Input> Steps { get; } = [];
    public Input LastStep => Steps[^1];
    public long? OrderedAt { get; set; }

    /// <summary>The cart that its opening event named, open or not.</summary>
    public string? StatedCartId { get; } = start.Data.CartId;
}
