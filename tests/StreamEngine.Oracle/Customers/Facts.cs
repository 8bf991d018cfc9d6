using NodaTime;
using StreamEngine.Oracle.Admission;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>
/// What the events of a customer up to a moment say, found by looking through all of them every time.
/// The list holds every event at or before the moment and none after it.
/// </summary>
internal static class Facts
{
    public const string Marketing = "marketing";

    /// <summary>True granted, false revoked, null never stated.</summary>
    public static bool? Consent(IEnumerable<Input> soFar) =>
        soFar.LastOrDefault(e => e.Type == EventType.ConsentChanged && e.Data.Purpose == Marketing)?.Data.Granted;

    public static bool Erased(IEnumerable<Input> soFar) => soFar.Any(e => e.Type == EventType.ErasureRequested);

    /// <summary>Domain 11: the latest country stated.</summary>
    public static string? Country(IEnumerable<Input> soFar) =>
        soFar.LastOrDefault(e => !string.IsNullOrEmpty(e.Data.Country))?.Data.Country;

    /// <summary>The latest valid time zone of the customer's events, else the policy's.</summary>
    public static DateTimeZone Zone(IEnumerable<Input> soFar, string policyZone) => soFar.Reverse()
        .Select(e => e.Data.TimeZone is { Length: > 0 } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null)
        .FirstOrDefault(zone => zone is not null) ?? DateTimeZoneProviders.Tzdb[policyZone];

    /// <summary>Orders are counted once by orderId: the first placed event of each.</summary>
    public static IEnumerable<Input> Orders(IEnumerable<Input> soFar) => soFar
        .Where(e => e.Type == EventType.Placed).GroupBy(e => e.OrderId).Select(order => order.First());

    /// <summary>Orders for which no cancellation is known so far (domain 5).</summary>
    public static IEnumerable<Input> OrdersNotCancelled(IReadOnlyCollection<Input> soFar) => Orders(soFar)
        .Where(o => !soFar.Any(e => e.Type == EventType.Cancelled && e.Data.OrderId == o.OrderId));

    public static int? LatestRating(IEnumerable<Input> soFar) =>
        soFar.LastOrDefault(e => e.Type == EventType.Feedback && e.Data.Rating is not null)?.Data.Rating;

    /// <summary>Σ price × quantity; a line without a price adds 0 (domain 6).</summary>
    public static decimal Gross(IEnumerable<EventLine> lines) => lines.Sum(l => (l.UnitPrice ?? 0) * l.Quantity);
}
