namespace StreamEngine.Oracle.Generation;

/// <summary>
/// What a random shop may contain. The defaults leave out only what the documented domain leaves open.
/// </summary>
public sealed record ShopOptions
{
    public int Customers { get; init; } = 3;
    public int EventsPerCustomer { get; init; } = 40;

    /// <summary>Clicks only: for sessions and browse alone.</summary>
    public bool ClicksOnly { get; init; }

    /// <summary>Dead letters: invalid quantities and amounts, missing identities, implausible times.</summary>
    public bool Ill { get; init; } = true;
    public bool Duplicates { get; init; } = true;
    public bool MixedCurrencies { get; init; } = true;
    public bool Merges { get; init; } = true;
    public bool Checkouts { get; init; } = true;
    public bool Consents { get; init; } = true;

    /// <summary>Cancellations, refunds, updates and second placed events, also before their order.</summary>
    public bool Corrections { get; init; } = true;
    public bool QuietHours { get; init; } = true;
    public bool TestOrders { get; init; } = true;

    /// <summary>
    /// The most bursts of clicks a customer, each of which reaches the limit by which bots are told, or just does not.
    /// </summary>
    public int Bursts { get; init; }

    /// <summary>Small caps and small bot limits, so that a few events reach them.</summary>
    public bool SmallLimits { get; init; } = true;

    /// <summary>
    /// Leaves out what domain 11 lets depend on the order of arrival beyond the bound: the frequency cap, the rule of
    /// the more significant, sessions near the cap; and verdicts that depend on it: mixed currencies, repeated ids and
    /// equal orders at another time.
    /// </summary>
    public bool OrderFree { get; init; }

    /// <summary>
    /// Also what CHOICES.md lists as open: a checkout on several carts, odd discounts and refunds.
    /// </summary>
    public bool Ambiguous { get; init; }
}
