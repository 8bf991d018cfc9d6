using MathNet.Numerics;

namespace StreamEngine.Host.Report.Lifetime;

/// <summary>
/// BG/NBD (Fader, Hardie, Lee 2005): while alive a customer buys at a rate that is gamma distributed over customers
/// (r, alpha), and after each purchase leaves for good with a probability that is beta distributed (a, b).
/// </summary>
public sealed record BgNbdModel(double R, double Alpha, double A, double B)
{
    private const int MaxTerms = 10_000;

    /// <summary>Fits the four parameters by maximum likelihood.</summary>
    /// <exception cref="FitException">The search did not come to an end.</exception>
    public static BgNbdModel Fit(IReadOnlyList<PurchaseHistory> customers)
    {
        var fitted = Likelihood.Maximise(
            logs => Of(logs).LogLikelihood(customers) / customers.Count, [0, 0, 0, 0]);
        return Of(fitted);
    }

    /// <summary>The logarithm of the likelihood of these histories.</summary>
    public double LogLikelihood(IReadOnlyList<PurchaseHistory> customers)
    {
        var sum = 0.0;
        foreach (var customer in customers) sum += LogLikelihood(customer);
        return sum;
    }

    /// <summary>How probable it is that the customer has not left yet.</summary>
    public double ProbabilityAlive(in PurchaseHistory customer)
    {
        if (customer.Repeats <= 0) return 1;
        var odds = Math.Pow((Alpha + customer.Age) / (Alpha + customer.Recency), R + customer.Repeats)
            * A / (B + customer.Repeats - 1);
        return 1 / (1 + odds);
    }

    /// <summary>How many purchases the customer is expected to make in the time to come.</summary>
    public double ExpectedPurchases(in PurchaseHistory customer, double time)
    {
        var (x, age) = (customer.Repeats, customer.Age);
        var z = time / (Alpha + age + time);
        var hyper = Hypergeometric(R + x, B + x, A + B + x - 1, z);
        var share = 1 - (Math.Pow((Alpha + age) / (Alpha + age + time), R + x) * hyper);
        return (A + B + x - 1) / (A - 1) * share * ProbabilityAlive(customer);
    }

    private double LogLikelihood(in PurchaseHistory customer)
    {
        var (x, recency, age) = (customer.Repeats, customer.Recency, customer.Age);
        var common = SpecialFunctions.GammaLn(R + x) - SpecialFunctions.GammaLn(R) + (R * Math.Log(Alpha))
            + SpecialFunctions.GammaLn(A + B) + SpecialFunctions.GammaLn(B + x)
            - SpecialFunctions.GammaLn(B) - SpecialFunctions.GammaLn(A + B + x);
        var alive = -(R + x) * Math.Log(Alpha + age);
        if (x <= 0) return common + alive;
        var gone = Math.Log(A) - Math.Log(B + x - 1) - ((R + x) * Math.Log(Alpha + recency));
        var larger = Math.Max(alive, gone);
        return common + larger + Math.Log(Math.Exp(alive - larger) + Math.Exp(gone - larger));
    }

    /// <summary>Gauss' series; 0 ≤ z &lt; 1, so that it converges.</summary>
    private static double Hypergeometric(double a, double b, double c, double z)
    {
        var (term, sum) = (1.0, 1.0);
        for (var n = 0; n < MaxTerms && Math.Abs(term) > 1e-14 * Math.Abs(sum); n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
        }

        return sum;
    }

    private static BgNbdModel Of(double[] logs) =>
        new(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]));
}
