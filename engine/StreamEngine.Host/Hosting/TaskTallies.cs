using StreamEngine.Host.Metrics;

namespace StreamEngine.Host.Hosting;

/// <summary>The tallies of one worker's tasks, by partition. Used by the worker's own flow of control alone.</summary>
/// <param name="metrics">Where they count.</param>
/// <param name="clock">Their clock.</param>
internal sealed class TaskTallies(WorkerMetrics metrics, TimeProvider clock)
{
    private readonly Dictionary<int, OutputTally> _tallies = [];

    /// <summary>The tally of a task, made where it is not there.</summary>
    public OutputTally Of(int partition)
    {
        if (_tallies.TryGetValue(partition, out var tally)) return tally;
        return _tallies[partition] = new OutputTally(metrics, clock);
    }

    /// <summary>A transaction of the worker holds what all its tasks published.</summary>
    public void Commit()
    {
        foreach (var tally in _tallies.Values) tally.Commit();
    }

    /// <summary>What a task published will not be committed as it is.</summary>
    public void Forget(int partition) => Of(partition).Forget();
}
