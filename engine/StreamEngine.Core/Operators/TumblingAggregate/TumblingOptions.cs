namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>Which window a booking belongs to, and when a window is complete.</summary>
/// <param name="WindowOf">The window of a key at a time.</param>
/// <param name="CompleteAfterMs">
/// How long after its end a window of the key can still change, ms; Max means for ever.
/// </param>
public sealed record TumblingOptions<TKey>(Func<TKey, long, Window> WindowOf, Func<TKey, long> CompleteAfterMs);
