using StreamEngine.Commerce;
using StreamEngine.Core.Time;
using StreamEngine.Host.Metrics;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// What one worker's tasks published and have under way, by partition. Used by the worker's own flow of control alone;
/// <see cref="UnderWay"/> may be read from any thread.
/// </summary>
/// <param name="metrics">Where they count.</param>
/// <param name="clock">Their clock.</param>
internal sealed class TaskTallies(WorkerMetrics metrics, TimeProvider clock)
{
    private readonly Dictionary<int, OutputTally> _tallies = [];
    private readonly Dictionary<int, ShopTask> _tasks = [];
    private long _countedAt = clock.GetTimestamp();
    private UnderWay _underWay = new(0, 0, 0);

    /// <summary>What the tasks have under way, as it was a few seconds ago.</summary>
    public UnderWay UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The tally of a task, made where it is not there.</summary>
    public OutputTally Of(int partition)
    {
        if (_tallies.TryGetValue(partition, out var tally)) return tally;
        return _tallies[partition] = new OutputTally(metrics, clock);
    }

    /// <summary>A task begins.</summary>
    public ShopTask Begin(int partition, ShopTask task) => _tasks[partition] = task;

    /// <summary>A task has ended.</summary>
    public void End(int partition)
    {
        Forget(partition);
        _tasks.Remove(partition);
    }

    /// <summary>A transaction of the worker holds what all its tasks published.</summary>
    public void Commit()
    {
        foreach (var tally in _tallies.Values) tally.Commit();
        if (clock.GetElapsedTime(_countedAt) < Limits.CountEvery) return;
        _countedAt = clock.GetTimestamp();
        Volatile.Write(ref _underWay, Count());
    }

    /// <summary>What a task published will not be committed as it is.</summary>
    public void Forget(int partition) => Of(partition).Forget();

    private UnderWay Count()
    {
        var (sessions, carts, timers) = (0L, 0L, 0L);
        foreach (var customer in _tasks.Values.SelectMany(task => task.Pipeline.Process.States))
        {
            var fold = customer.Fold;
            var open = fold.Carts?.Count ?? 0;
            if (fold.Session.IsOpen) sessions++;
            carts += open;
            if (fold.Session.IsOpen || open > 0 || fold.Absence is { NextDue: < EventTime.Max }) timers++;
        }

        return new UnderWay(sessions, carts, timers);
    }
}

/// <summary>What customers in memory have under way.</summary>
/// <param name="Sessions">Sessions that are open.</param>
/// <param name="Carts">Carts that are open.</param>
/// <param name="Timers">Customers for whom a timer is armed.</param>
internal sealed record UnderWay(long Sessions, long Carts, long Timers);
