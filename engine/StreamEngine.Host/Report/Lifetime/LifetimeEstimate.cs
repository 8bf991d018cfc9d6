namespace StreamEngine.Host.Report.Lifetime;

/// <summary>What customers are expected to buy in the time to come: an estimate, not a figure.</summary>
/// <param name="Customers">How many customers it is about.</param>
/// <param name="Repeating">How many of them bought on more than one day.</param>
/// <param name="Purchases">The fitted model of when they buy.</param>
/// <param name="Values">The fitted model of what a purchase is worth.</param>
/// <param name="Active">The expected number of customers who have not left.</param>
/// <param name="ExpectedOrders">Over all customers, in the horizon.</param>
/// <param name="ExpectedValue">Over all customers, in the horizon.</param>
/// <param name="TopShare">The share of the value that comes from the best tenth of the customers.</param>
/// <param name="KnownDays">How long the oldest history is.</param>
internal sealed record LifetimeEstimate(
    int Customers, int Repeating, BgNbdModel Purchases, GammaGammaModel Values, double Active, double ExpectedOrders,
    double ExpectedValue, double TopShare, int KnownDays)
{
    /// <summary>The horizon in days.</summary>
    public const int HorizonDays = 365;

    /// <summary>Fewer repeating customers than this say too little.</summary>
    public const int LeastRepeating = 50;

    private const double DaysOfUnit = 7;

    /// <summary>Fits both models and adds up what follows.</summary>
    /// <param name="histories">Times in days.</param>
    /// <exception cref="FitException">Too little is known, or it fits no such model.</exception>
    public static LifetimeEstimate Of(IReadOnlyList<PurchaseHistory> histories)
    {
        var repeating = histories.Count(h => h.Repeats > 0);
        if (repeating < LeastRepeating)
            throw new FitException(
                $"only {repeating} customers bought on more than one day; {LeastRepeating} are needed");
        // Weeks keep the parameters near 1, where the search is at home.
        var weekly = histories
            .Select(h => h with { Recency = h.Recency / DaysOfUnit, Age = h.Age / DaysOfUnit }).ToList();
        var purchases = BgNbdModel.Fit(weekly);
        var values = GammaGammaModel.Fit(weekly);
        var worth = new List<double>(weekly.Count);
        var (active, orders) = (0.0, 0.0);
        foreach (var customer in weekly)
        {
            var expected = purchases.ExpectedPurchases(customer, HorizonDays / DaysOfUnit);
            active += purchases.ProbabilityAlive(customer);
            orders += expected;
            worth.Add(expected * values.ExpectedValue(customer));
        }

        worth.Sort();
        var total = worth.Sum();
        var top = worth.TakeLast(Math.Max(1, worth.Count / 10)).Sum();
        return new LifetimeEstimate(
            histories.Count, repeating, purchases, values, active, orders, total, total > 0 ? top / total : 0,
            (int)histories.Max(h => h.Age) + 1);
    }
}
