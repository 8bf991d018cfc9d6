using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Oracle.Sessions;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle;

/// <summary>One replay: the reader, the verdicts, and every customer's story.</summary>
internal sealed class Replay
{
    private readonly PolicyTimeline _policies;
    private readonly OracleOptions _options;
    private readonly Reader _reader;
    private readonly Admission.Admission _admission;

    public Replay(IReadOnlyList<EventData> events, OraclePolicy policy, OracleOptions options)
    {
        _policies = new PolicyTimeline(policy);
        _options = options;
        _reader = new Reader(events, options, _policies);
        _admission = new Admission.Admission(_reader, _policies, options);
    }

    public OracleResult Result(bool corrections)
    {
        var stories = _admission.Customers.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => Tell(c.Key, c.Value, corrections)).ToList();
        return new OracleResult
        {
            Sessions = Lines(stories, p => p.Sessions, corrections),
            Triggers = Lines(stories, p => p.Triggers, corrections),
            Decisions = Lines(stories, p => p.Decisions, corrections),
            Kpis = Kpis.KpiReport.Make(stories, _policies.Fixed, _options, _reader.Watermark),
            Ledger = new OracleLedger(_admission.Verdicts),
            BehindWatermark = _admission.BehindWatermark,
            Watermark = _reader.Watermark,
        };
    }

    private CustomerStory Tell(string key, IReadOnlyList<Input> applied, bool corrections)
    {
        var published = new Published();
        var known = new List<Input>();
        foreach (var e in applied)
        {
            if (corrections && _reader.Behind.TryGetValue(e, out var watermark))
            {
                // All that was due when the late event came is published without it, then the difference it makes.
                Story().TellThrough(watermark - 1);
                if (SessionScan.Extends(e)) published.Cuts.NoteLate(e, known, _policies.Fixed.Session);
                known.Add(e);
                Story(corrects: true).TellThrough(watermark - 1).Correct(e);
            }
            else
            {
                known.Add(e);
            }
        }
        if (_options.Drains) return Story().TellAll();
        // Without drain the clock stands at the last event: what is due before it is settled.
        return Story().TellThrough(_options.Until ?? _reader.Highest!.Value - 1);

        CustomerStory Story(bool corrects = false) => new(key, known, _policies, _options, published, corrects);
    }

    /// <summary>By event time of the decision, then customer; as published where there are corrections.</summary>
    private List<T> Lines<T>(
        IEnumerable<CustomerStory> stories, Func<Published, List<Told<T>>> lines, bool corrections)
    {
        var all = stories.SelectMany(s => lines(s.Published));
        var asPublished = corrections && _reader.Behind.Count > 0;
        return [.. (asPublished ? all : all.OrderBy(l => l.At)).Select(l => l.Line)];
    }
}
