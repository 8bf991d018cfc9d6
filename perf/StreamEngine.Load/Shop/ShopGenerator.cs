using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop;

/// <summary>
/// A seeded shop: people of several countries look around, fill carts, buy, send things back, and most never return.
/// The same options give the same events on every machine.
/// </summary>
public sealed class ShopGenerator
{
    private readonly ShopOptions _options;

    /// <summary>Throws <see cref="ArgumentException"/> that names every option out of range.</summary>
    public ShopGenerator(ShopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var violations = options.Violations();
        if (violations.Count > 0) throw new ArgumentException(string.Join("; ", violations), nameof(options));
        _options = options;
    }

    /// <summary>
    /// The events in the order in which they arrive: exactly as many as asked for, from the beginning each time.
    /// The object is reused: it is valid until the next one is asked for.
    /// </summary>
    public IEnumerable<EventData> Events()
    {
        var happening = Math.Max(1, (long)(_options.Events / (1 + _options.Duplicates)));
        var simulation = new Simulation(_options, happening);
        var network = new Network(_options);
        while (network.Sent < _options.Events)
        {
            var sent = network.Rent();
            var nowMs = simulation.Next(sent.Data);
            network.Send(sent, nowMs);
            if (network.Sent == _options.Events) nowMs = long.MaxValue;
            while (network.TryReceive(nowMs, out var received))
            {
                yield return received.Data;
                network.Return(received);
            }
        }
    }
}
