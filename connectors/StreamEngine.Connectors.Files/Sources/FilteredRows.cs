namespace StreamEngine.Connectors.Files.Sources;

/// <summary>Source records that are well formed and carry nothing to process.</summary>
/// <param name="Input">The place of their input in <see cref="FileSource.Inputs"/>.</param>
/// <param name="Reason"><c>no_sale_lines</c> or <c>unmapped_event</c>.</param>
/// <param name="Weight">How many source records.</param>
public readonly record struct FilteredRows(int Input, string Reason, int Weight)
{
    /// <summary>An invoice without a line that sells something.</summary>
    public const string NoSaleLines = "no_sale_lines";

    /// <summary>A known call that says nothing about sessions, carts, orders or customers.</summary>
    public const string UnmappedEvent = "unmapped_event";
}
