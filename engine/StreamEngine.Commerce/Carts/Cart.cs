using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce.Carts;

/// <summary>A product and variant in a cart. The price is the latest stated one, in ten-thousandths.</summary>
public record struct CartLine
{
    public string ProductId;
    public string? Variant;
    public long Quantity;
    public long Price;
    public bool HasPrice;

    /// <summary>Which statement it is, counted as changes are: the latest one counts, also at equal times.</summary>
    public int PriceSerial;

    public readonly bool IsOf(string productId, string? variant) => ProductId == productId && Variant == variant;
}

/// <summary>A cart that is open: it has at least one line.</summary>
public sealed class Cart
{
    /// <summary>The stated id; null for the customer's implicit cart.</summary>
    public required string? Id { get; init; }

    /// <summary>Which of the customer's carts it is, in the order of creation: unique within a fold.</summary>
    public required long Serial { get; init; }

    public required long CreatedAt { get; init; }
    public long ChangedAt { get; set; }

    /// <summary>Counts changes over all carts of the customer, to tell which of two carts was changed last.</summary>
    public long ChangeSerial { get; set; }

    public List<CartLine> Lines { get; private set; } = new(capacity: 2);
    public required string Currency { get; set; }

    /// <summary>The start of the session that touched it last, for the session's abandoned carts; 0 for none.</summary>
    public long TouchedBySession { get; set; }

    /// <summary>The serial of its latest checkout, open or not; 0 where it has none.</summary>
    public long CheckoutSerial { get; set; }

    /// <summary>What the cart is called for good: a hash of its stated id.</summary>
    public ulong Key => KeyOf(Id);

    /// <summary>The key of a cart of that id.</summary>
    public static ulong KeyOf(string? id) =>
        id is null ? 1 : Hash128.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(id.AsSpan())).Low | 2;

    /// <summary>Σ price × quantity in ten-thousandths; null where a price is unknown.</summary>
    public decimal? Value
    {
        get
        {
            var sum = 0m;
            foreach (var line in Lines)
            {
                if (!line.HasPrice) return null;
                sum += (decimal)line.Price * line.Quantity;
            }

            return sum / Money.Scale;
        }
    }

    /// <summary>A copy that shares nothing which can change.</summary>
    public Cart Clone()
    {
        var copy = (Cart)MemberwiseClone();
        copy.Lines = [.. Lines];
        return copy;
    }
}
