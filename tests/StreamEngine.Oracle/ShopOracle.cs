using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle;

/// <summary>
/// A slow, plain recomputation of everything a replay must output, from the complete input, written from the
/// documented domain alone. It shares no code with the engine.
/// </summary>
public static class ShopOracle
{
    /// <summary>
    /// The exact outputs of a replay in which nothing arrives behind the watermark; otherwise the final truth
    /// (<see cref="OracleResult.BehindWatermark"/> tells which).
    /// </summary>
    /// <param name="events">The input in arrival order; the index is the position.</param>
    /// <param name="policy">The policy, or null for the default one.</param>
    /// <param name="options">Time settings and switches, or null for the defaults.</param>
    public static OracleResult Run(
        IReadOnlyList<EventData> events, OraclePolicy? policy = null, OracleOptions? options = null)
    {
        policy ??= new OraclePolicy();
        options ??= new OracleOptions();
        var reader = new Reader(events, options);
        var admission = new Admission.Admission(reader, policy, options);
        // Without drain the clock stands at the last event: what is due before it is settled.
        var end = options.Until ?? (reader.Highest ?? 0) - 1;
        var stories = admission.Customers.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => new CustomerStory(c.Key, c.Value, policy, options).Tell(end)).ToList();
        return new OracleResult
        {
            Sessions = InOrder(stories, s => s.SessionLines),
            Triggers = InOrder(stories, s => s.TriggerLines),
            Decisions = InOrder(stories, s => s.DecisionLines),
            Kpis = Kpis.KpiReport.Make(stories, policy, options, reader.Watermark),
            Ledger = new OracleLedger(admission.Verdicts),
            BehindWatermark = admission.BehindWatermark,
            Watermark = reader.Watermark,
        };
    }

    /// <summary>
    /// What must stand in the end: recomputed in event-time order irrespective of arrival, which only decides what is
    /// late, a duplicate or of a mixed currency.
    /// </summary>
    public static OracleFinal Final(
        IReadOnlyList<EventData> events, OraclePolicy? policy = null, OracleOptions? options = null)
    {
        var all = Run(events, policy, options);
        return new OracleFinal
        {
            Sessions = all.Sessions,
            StandingTriggers = [.. all.Triggers.GroupBy(t => t.Id).Select(lines => lines.Last())],
            Kpis = [.. all.Kpis.Where(k => !k.IsEmpty)],
            Ledger = all.Ledger,
        };
    }

    private static List<T> InOrder<T>(IEnumerable<CustomerStory> stories, Func<CustomerStory, List<Told<T>>> lines) =>
        [.. stories.SelectMany(lines).OrderBy(l => l.At).Select(l => l.Line)];
}
