using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace StreamEngine.Host.Report.Lifetime;

/// <summary>A model could not be fitted: too little is known, or it does not suit what is.</summary>
public sealed class FitException(string message) : Exception(message);

/// <summary>Maximum likelihood over the logarithms of positive parameters.</summary>
internal static class Likelihood
{
    private const double Tolerance = 1e-9;
    private const int MaxIterations = 20_000;

    /// <summary>Parameters beyond this are no longer told apart by any history.</summary>
    private const double LargestLog = 20;

    /// <summary>The parameters at which the mean logarithm of the likelihood is highest.</summary>
    /// <exception cref="FitException">There is no such point in reach.</exception>
    public static double[] Maximise(Func<double[], double> meanLogLikelihood, double[] start)
    {
        var objective = ObjectiveFunction.Value(logs => Loss(meanLogLikelihood, logs));
        try
        {
            var search = new NelderMeadSimplex(Tolerance, MaxIterations);
            var found = search.FindMinimum(objective, Vector<double>.Build.DenseOfArray(start)).MinimizingPoint;
            // Once more from there: a simplex may have shrunk before it arrived.
            found = search.FindMinimum(objective, found).MinimizingPoint;
            if (found.AbsoluteMaximum() > LargestLog) throw new FitException("the histories fit no such model");
            return found.ToArray();
        }
        catch (OptimizationException exception)
        {
            throw new FitException(exception.Message);
        }
    }

    private static double Loss(Func<double[], double> meanLogLikelihood, Vector<double> logs)
    {
        if (logs.AbsoluteMaximum() > 2 * LargestLog) return double.MaxValue;
        var value = meanLogLikelihood(logs.ToArray());
        return double.IsFinite(value) ? -value : double.MaxValue;
    }
}
