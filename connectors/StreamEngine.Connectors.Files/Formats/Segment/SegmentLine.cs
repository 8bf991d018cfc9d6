namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>The numbers of a product or of a call as stated; an ill one is told from an absent one.</summary>
internal record struct SegmentLine
{
    public string? ProductId;
    public string? Sku;
    public string? Variant;
    public long? Quantity;
    public decimal? Price;
    public bool IsQuantityIll;
    public bool IsPriceIll;

    /// <summary>The product by its id, else by its stock-keeping unit.</summary>
    public readonly string? Product => string.IsNullOrEmpty(ProductId) ? Sku : ProductId;
}
