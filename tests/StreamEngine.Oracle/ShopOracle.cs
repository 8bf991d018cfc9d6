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
    /// The exact outputs of a replay, corrections after events behind the watermark included. What they are is only a
    /// matter of each customer's own input and of the one watermark.
    /// </summary>
    /// <param name="events">
    /// The input in arrival order; the index is the position. The rows of a history format come sorted by event time.
    /// </param>
    /// <param name="policy">The policy, or null for the default one.</param>
    /// <param name="options">Time settings and switches, or null for the defaults.</param>
    public static OracleResult Run(
        IReadOnlyList<EventData> events, OraclePolicy? policy = null, OracleOptions? options = null) =>
        new Replay(events, policy ?? new OraclePolicy(), options ?? new OracleOptions()).Result(corrections: true);

    /// <summary>
    /// What must stand in the end: recomputed in event-time order irrespective of arrival, which only decides what is
    /// late, a duplicate or of a mixed currency.
    /// </summary>
    public static OracleFinal Final(
        IReadOnlyList<EventData> events, OraclePolicy? policy = null, OracleOptions? options = null)
    {
        var truth = new Replay(events, policy ?? new OraclePolicy(), options ?? new OracleOptions())
            .Result(corrections: false);
        return new OracleFinal
        {
            Sessions = truth.Sessions,
            StandingTriggers = [.. truth.Triggers.GroupBy(t => t.Id).Select(lines => lines.Last())],
            Kpis = [.. truth.Kpis.Where(k => !k.IsEmpty)],
            Ledger = truth.Ledger,
        };
    }
}
