using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace StreamEngine.Architecture.Tests.Assemblies;

/// <summary>Does what the rules forbid, so that the tests can show that the rules find it.</summary>
internal sealed class Forbidden
{
    private readonly List<double?> _field = [];

    public float Property { get; set; }

    public static long Parameter(ref double value) => (long)value;

    public int Local(int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++) sum += Parameter(ref sum) + _field.Count;
        return (int)sum;
    }

    public static decimal Conversion(decimal amount) => (decimal)Math.Sqrt((double)amount);

    public static IObservable<IList<int>> Pipeline(IObservable<int> source) =>
        source.Scan((a, b) => a + b).Where(sum => sum > 0).Throttle(TimeSpan.FromTicks(1), Scheduler.Default).Buffer(2);

    public static int Hash(string text) =>
        HashCode.Combine(text.GetHashCode(StringComparison.Ordinal), Environment.MachineName);

    public static IObservable<int> Subject() => new BehaviorSubject<int>(1);
}
