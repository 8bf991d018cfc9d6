using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Admission;

/// <summary>
/// The reader of a replay: judges each record up to `late`, moves the one watermark, and says in which order the
/// records are applied: those ahead of the watermark in event-time order as it passes them, those behind on arrival.
/// </summary>
internal sealed class Reader
{
    private readonly OracleOptions _options;
    private readonly SortedSet<Input> _waiting = [];

    public Reader(IReadOnlyList<EventData> events, OracleOptions options, PolicyTimeline policies)
    {
        _options = options;
        Verdicts = new OracleVerdict[events.Count];
        for (var position = 0; position < events.Count; position++)
        {
            foreach (var change in options.PolicyChanges.Where(c => c.Position == position))
                policies.Add(Watermark ?? long.MinValue, change.Policy);
            Read(position, events[position]);
        }
        Applied.AddRange(_waiting);
    }

    /// <summary>By position; null where duplicates and currencies are still to be judged.</summary>
    public OracleVerdict?[] Verdicts { get; }

    /// <summary>What is neither refused, filtered nor late, in the order of application.</summary>
    public List<Input> Applied { get; } = [];

    /// <summary>Those of <see cref="Applied"/> that arrived behind the watermark, and where it stood.</summary>
    public Dictionary<Input, long> Behind { get; } = [];

    public long? Highest { get; private set; }

    /// <summary>Highest event time seen minus the bound (domain 1 and design 3).</summary>
    public long? Watermark => Highest - (long)_options.OutOfOrderness.TotalMilliseconds;

    private void Read(int position, EventData e)
    {
        Verdicts[position] = Judge(position, e, out var input);
        if (input is null) return;
        if (Watermark is { } watermark && input.Time < watermark)
        {
            Behind.Add(input, watermark);
            Applied.Add(input);
            return;
        }
        _waiting.Add(input);
        Highest = Math.Max(Highest ?? input.Time, input.Time);
        while (_waiting.Min is { } first && first.Time < Watermark)
        {
            _waiting.Remove(first);
            Applied.Add(first);
        }
    }

    /// <summary>What is later is in the future of its arrival; files have no arrival time (domain 1).</summary>
    private long EndOfPresent(int position) => _options.ArrivalOf is { } arrivalOf
        ? arrivalOf(position) + (long)_options.MaxFuture.TotalMilliseconds : long.MaxValue;

    private OracleVerdict? Judge(int position, EventData e, out Input? input)
    {
        input = null;
        if (e.EventTime > _options.Until) return new(position, LedgerColumn.Unread);
        if (Validation.Check(e, out var key, EndOfPresent(position)) is { } reason)
            return new(position, LedgerColumn.DeadLettered, reason);
        if (e.UserAgent is { } agent && _options.IsBotUserAgent?.Invoke(agent) == true)
            return new(position, LedgerColumn.Filtered, "bot");
        if (e.EventTime < Watermark - (long)_options.AllowedLateness.TotalMilliseconds)
            return new(position, LedgerColumn.Late);
        input = new Input(position, e, key!);
        return null;
    }
}
