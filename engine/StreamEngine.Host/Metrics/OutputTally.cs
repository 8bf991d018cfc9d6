using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Host.Metrics;

/// <summary>
/// Counts what a task publishes once it is committed. What a restore replays was counted before, and is forgotten. Used
/// by the worker's own flow of control alone.
/// </summary>
/// <param name="metrics">Where it is counted.</param>
/// <param name="clock">Times triggers from the moment at which the watermark let them fire.</param>
public sealed class OutputTally(WorkerMetrics metrics, TimeProvider clock)
{
    private readonly Dictionary<(string Kind, string Status), long> _triggers = [];
    private readonly Dictionary<(string Outcome, string Rule), long> _decisions = [];
    private readonly List<long> _firedAt = [];
    private long _sessionsClosed;

    /// <summary>An output that is counted and passed on.</summary>
    public IShopOutput Around(IShopOutput output) => new Counting(this, output);

    /// <summary>What was published is committed.</summary>
    public void Commit()
    {
        if (_sessionsClosed > 0) metrics.SessionsClosed.Inc(_sessionsClosed);
        foreach (var ((kind, status), count) in _triggers) metrics.CountTriggers(kind, status, count);
        foreach (var ((outcome, rule), count) in _decisions) metrics.CountDecisions(outcome, rule, count);
        foreach (var at in _firedAt) metrics.EventToTrigger.Observe(clock.GetElapsedTime(at).TotalSeconds);
        Forget();
    }

    /// <summary>What was published will not be committed as it is: it was before, or it comes again.</summary>
    public void Forget()
    {
        _sessionsClosed = 0;
        _triggers.Clear();
        _decisions.Clear();
        _firedAt.Clear();
    }

    private sealed class Counting(OutputTally tally, IShopOutput output) : IShopOutput
    {
        public void Publish(SessionRecord session)
        {
            if (session is { IsMerged: false, Revision: 1 }) tally._sessionsClosed++;
            output.Publish(session);
        }

        public void Publish(TriggerRecord trigger)
        {
            Count(tally._triggers, (trigger.Kind.ToString().ToLowerInvariant(), trigger.Status));
            if (trigger.Status == "fired") tally._firedAt.Add(tally.Now);
            output.Publish(trigger);
        }

        public void Publish(DecisionRecord decision)
        {
            Count(tally._decisions, (decision.Outcome, decision.Rule ?? "none"));
            output.Publish(decision);
        }

        private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
            where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private long Now => clock.GetTimestamp();
}
