namespace StreamEngine.Commerce.Kpis;

/// <summary>A figure that counts into a numerator or denominator, with its sign.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Sign">1 or −1.</param>
/// <param name="View">The view whose figure is taken; null for the view of the line.</param>
/// <param name="OfCurrency">For counts beside money: true where those of the line's currency are meant.</param>
public readonly record struct Term(Figure Figure, int Sign = 1, View? View = null, bool OfCurrency = true);

/// <summary>A KPI of docs/domain.md, section "KPIs": what is divided by what, from which window up.</summary>
public sealed record KpiDefinition
{
    public required string Name { get; init; }
    public required IReadOnlyList<Term> Numerator { get; init; }

    /// <summary>Empty for counts and sums: they carry 1.</summary>
    public IReadOnlyList<Term> Denominator { get; init; } = [];

    /// <summary>The event view's denominator is another one than the order view's.</summary>
    public IReadOnlyList<Term>? EventNumerator { get; init; }

    /// <summary>The finest window in which it means something.</summary>
    public Grain From { get; init; } = Grain.Minute;

    /// <summary>True where the two views differ.</summary>
    public bool PerView { get; init; }

    /// <summary>True where a line belongs to a currency.</summary>
    public bool IsMoney { get; init; }

    /// <summary>What it is broken down by, besides the whole.</summary>
    public IReadOnlyList<Dimension> By { get; init; } = [];

    /// <summary>The numerator of a view.</summary>
    public IReadOnlyList<Term> NumeratorOf(View view) =>
        view == View.Event && EventNumerator is { } other ? other : Numerator;

    /// <summary>
    /// True where a rate by that divides by the whole, so that its lines add up to the rate: what has no reason yet
    /// (all orders, all checkouts) cannot be told apart by reasons.
    /// </summary>
    public static bool DividesByWhole(Dimension dimension) => dimension is Dimension.Reason or Dimension.Step;
}
