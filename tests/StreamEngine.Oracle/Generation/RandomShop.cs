using System.Globalization;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

/// <summary>Small random shops whose events crowd around the boundaries of the rules.</summary>
public static class RandomShop
{
    /// <summary>Days on which clocks change somewhere stand among the starts.</summary>
    private static readonly string[] Starts =
    [
        "2024-03-05T10:00:00Z", "2024-03-30T21:40:00Z", "2024-10-26T21:10:00Z", "2024-03-10T05:20:00Z",
        "2024-12-31T22:00:00Z",
    ];

    /// <summary>
    /// Events in event-time order (equal times in the order of their making) and a policy, both from the seed alone.
    /// </summary>
    public static (IReadOnlyList<EventData> Events, OraclePolicy Policy) Generate(
        long seed, ShopOptions? options = null)
    {
        options ??= new ShopOptions();
        var random = new SplitMix(unchecked((ulong)seed));
        var policy = RandomPolicy.Make(random, options);
        var start = DateTimeOffset.Parse(random.Pick<string>(Starts), CultureInfo.InvariantCulture);
        var events = new List<EventData>();
        for (var customer = 0; customer < options.Customers; customer++)
        {
            var maker = new CustomerMaker(random, options, policy, customer, start.ToUnixTimeMilliseconds());
            events.AddRange(maker.Make());
        }
        return ([.. events.OrderBy(e => e.EventTime)], policy);
    }
}
