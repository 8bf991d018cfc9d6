namespace StreamEngine.Commerce.Orders;

/// <summary>
/// What stays known, for the counts of customers, of orders whose details were forgotten; test orders apart.
/// </summary>
/// <param name="Count">How many there are.</param>
/// <param name="FirstAt">When the first of them was placed; Max where there is none.</param>
/// <param name="Currencies">Their currencies, each once.</param>
public sealed record ForgottenOrders(int Count, long FirstAt, IReadOnlyList<string> Currencies)
{
    /// <summary>Nothing was forgotten.</summary>
    public static readonly ForgottenOrders None = new(0, Core.Time.EventTime.Max, []);

    /// <summary>These and one more.</summary>
    public ForgottenOrders And(long placedAt, string currency) => new(
        Count + 1, Math.Min(FirstAt, placedAt), Currencies.Contains(currency) ? Currencies : [.. Currencies, currency]);
}
