using MathNet.Numerics;

namespace StreamEngine.Host.Report.Lifetime;

/// <summary>
/// Gamma-Gamma (Fader, Hardie 2013): the values of a customer's purchases scatter about the customer's own mean, which
/// is gamma distributed over customers. Fitted on those who bought again.
/// </summary>
public sealed record GammaGammaModel(double P, double Q, double V)
{
    /// <summary>Fits the three parameters by maximum likelihood, on customers with repeats of some value.</summary>
    /// <exception cref="FitException">The search did not come to an end, or nobody bought again.</exception>
    public static GammaGammaModel Fit(IReadOnlyList<PurchaseHistory> customers)
    {
        var repeating = customers.Where(c => c is { Repeats: > 0, Value: > 0 }).ToList();
        if (repeating.Count == 0) throw new FitException("nobody bought a second time");
        // A scale in the order of the values keeps the search in a region where it is well behaved.
        var scale = repeating.Average(c => c.Value);
        var scaled = repeating.ConvertAll(c => c with { Value = c.Value / scale });
        var fitted = Likelihood.Maximise(logs => Of(logs).LogLikelihood(scaled) / scaled.Count, [1, 1, 0]);
        var model = Of(fitted);
        return model with { V = model.V * scale };
    }

    /// <summary>The logarithm of the likelihood of these histories.</summary>
    public double LogLikelihood(IReadOnlyList<PurchaseHistory> customers)
    {
        var sum = 0.0;
        foreach (var c in customers)
        {
            var shape = P * c.Repeats;
            sum += SpecialFunctions.GammaLn(shape + Q) - SpecialFunctions.GammaLn(shape) - SpecialFunctions.GammaLn(Q)
                + (Q * Math.Log(V)) + ((shape - 1) * Math.Log(c.Value)) + (shape * Math.Log(c.Repeats))
                - ((shape + Q) * Math.Log((c.Repeats * c.Value) + V));
        }

        return sum;
    }

    /// <summary>
    /// The mean value of the customer's purchases to come; the less is known, the closer to that of all.
    /// </summary>
    public double ExpectedValue(in PurchaseHistory customer)
    {
        if (Q <= 1) return customer.Value;
        var weight = P * customer.Repeats / ((P * customer.Repeats) + Q - 1);
        return ((1 - weight) * V * P / (Q - 1)) + (weight * customer.Value);
    }

    private static GammaGammaModel Of(double[] logs) => new(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
}
