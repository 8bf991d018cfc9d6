using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Host.Replay;

/// <summary>Counts the decisions by outcome and rule on their way, for what a person is told at the end.</summary>
public sealed class DecisionTally
{
    private readonly SortedDictionary<(string Outcome, string Rule), long> _counts = [];

    /// <summary>How many decisions had that outcome.</summary>
    public long Of(string outcome) => _counts.Where(count => count.Key.Outcome == outcome).Sum(count => count.Value);

    /// <summary>The rules that led to an outcome, the most frequent first.</summary>
    public IEnumerable<(string Rule, long Count)> RulesOf(string outcome) => _counts
        .Where(count => count.Key.Outcome == outcome && count.Key.Rule.Length > 0)
        .Select(count => (count.Key.Rule, count.Value))
        .OrderByDescending(count => count.Value);

    /// <summary>An output that counts and passes on.</summary>
    public IShopOutput Around(IShopOutput output) => new Counting(this, output);

    private void Count(DecisionRecord decision)
    {
        var id = (decision.Outcome, decision.Rule ?? "");
        _counts[id] = _counts.GetValueOrDefault(id) + 1;
    }

    private sealed class Counting(DecisionTally tally, IShopOutput output) : IShopOutput
    {
        public void Publish(SessionRecord session) => output.Publish(session);

        public void Publish(TriggerRecord trigger) => output.Publish(trigger);

        public void Publish(DecisionRecord decision)
        {
            tally.Count(decision);
            output.Publish(decision);
        }
    }
}
