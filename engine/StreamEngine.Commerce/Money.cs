namespace StreamEngine.Commerce;

/// <summary>Amounts travel as whole ten-thousandths of a currency's unit and are summed as decimals.</summary>
public static class Money
{
    /// <summary>How many parts the unit has.</summary>
    public const decimal Scale = 10_000m;

    /// <summary>Ten-thousandths as an amount.</summary>
    public static decimal FromParts(long parts) => parts / Scale;

    /// <summary>
    /// A quotient with 6 decimals, half-even (docs/domain.md, KPIs); null where the denominator is 0.
    /// </summary>
    public static decimal? Ratio(decimal numerator, decimal denominator) =>
        denominator == 0 ? null : Math.Round(numerator / denominator, 6, MidpointRounding.ToEven);
}
