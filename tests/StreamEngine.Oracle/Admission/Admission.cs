using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Admission;

/// <summary>The last three columns of the ledger: duplicate, mixed currency, processed.</summary>
internal sealed class Admission
{
    private readonly PolicyTimeline _policies;
    private readonly OracleOptions _options;
    private readonly OracleVerdict?[] _verdicts;

    public Admission(Reader reader, PolicyTimeline policies, OracleOptions options)
    {
        _policies = policies;
        _options = options;
        _verdicts = reader.Verdicts;
        foreach (var customer in reader.Applied.GroupBy(e => e.CustomerKey)) Judge(customer.Key, [.. customer]);
        BehindWatermark = reader.Behind.Keys.Count(e => _verdicts[e.Position]!.Column != LedgerColumn.DeadLettered);
    }

    /// <summary>One verdict a record, by position.</summary>
    public IReadOnlyList<OracleVerdict> Verdicts => [.. _verdicts.Select(v => v!)];

    /// <summary>Processed events by customer key, in the order of application.</summary>
    public Dictionary<string, List<Input>> Customers { get; } = [];

    public int BehindWatermark { get; }

    private void Judge(string key, List<Input> applied)
    {
        var processed = new List<Input>();
        var severalCurrencies = applied.Where(e => e.Topic == EventTopic.Carts && e.Data.Lines.Count > 0)
            .Select(e => e.Data.Currency ?? _policies.Fixed.Currency).Distinct().Skip(1).Any();
        foreach (var e in applied)
        {
            var verdict = new OracleVerdict(e.Position, LedgerColumn.Processed);
            if (Duplicates.IsDuplicate(e, processed, _policies.Fixed.DeduplicationWindow, _policies.Fixed.Currency))
                verdict = new(e.Position, LedgerColumn.Duplicate);
            else if (severalCurrencies && MayBeMixed(e) && IsMixed(key, processed, e))
                verdict = new(e.Position, LedgerColumn.DeadLettered, "mixed_currency");
            else
                processed.Add(e);
            _verdicts[e.Position] = verdict;
        }
        if (processed.Count > 0) Customers.Add(key, processed);
    }

    /// <summary>An unstated currency is the cart's; a merge brings another cart's.</summary>
    private static bool MayBeMixed(Input e) =>
        e.Type == EventType.Merged || (e.Topic == EventTopic.Carts && e.Data.Currency is not null);

    /// <summary>
    /// Judged once, against the cart as known then: the story so far with this event at its place in it.
    /// </summary>
    private bool IsMixed(string key, List<Input> processed, Input e)
    {
        var story = new CustomerStory(key, processed.Where(p => p.CompareTo(e) < 0).Append(e), _policies, _options);
        return story.TellThrough(e.Time).MixedCurrency.Contains(e);
    }
}
