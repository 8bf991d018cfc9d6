using System.Globalization;
using System.Text.Json;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Report.Lifetime;

namespace StreamEngine.Host.Report;

/// <summary>
/// Histories of purchases from sessions.jsonl: the orders of known customers on web and app. Orders of one day are one
/// purchase, as the models want it.
/// </summary>
internal static class PurchaseFile
{
    private sealed record Visit(string Customer, DateOnly Day, decimal Revenue, string? Currency);

    /// <summary>Reads the histories of one currency; days are those of UTC.</summary>
    /// <exception cref="CommandFailedException">A line is none.</exception>
    public static IReadOnlyList<PurchaseHistory> Read(string path, string currency)
    {
        var visits = new Dictionary<string, Visit>();
        var (number, last) = (0, DateOnly.MinValue);
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (text.Length == 0) continue;
            try
            {
                using var document = JsonDocument.Parse(text);
                var root = document.RootElement;
                var id = root.GetProperty("sessionId").GetString()!;
                var day = Day(root.GetProperty("start"));
                if (day > last) last = day;
                // The last line of an id counts, whatever stood before.
                if (IsPurchase(root)) visits[id] = VisitOf(root, day);
                else visits.Remove(id);
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException
                or InvalidOperationException)
            {
                throw new CommandFailedException($"{path}, line {number}, is no session: {exception.Message}");
            }
        }

        return [.. visits.Values.Where(visit => visit.Currency == currency).GroupBy(visit => visit.Customer)
            .OrderBy(customer => customer.Key, StringComparer.Ordinal)
            .Select(customer => HistoryOf(customer, last))];
    }

    private static bool IsPurchase(JsonElement session) => session.GetProperty("status").GetString() == "closed"
        && session.GetProperty("converted").GetBoolean() && !session.GetProperty("bot").GetBoolean()
        && session.GetProperty("customerKey").GetString()!.StartsWith("customer:", StringComparison.Ordinal);

    private static Visit VisitOf(JsonElement session, DateOnly day) => new(
        session.GetProperty("customerKey").GetString()!, day, session.GetProperty("revenue").GetDecimal(),
        session.GetProperty("currency").GetString());

    private static PurchaseHistory HistoryOf(IEnumerable<Visit> visits, DateOnly last)
    {
        var days = visits.GroupBy(visit => visit.Day).OrderBy(day => day.Key)
            .Select(day => (Day: day.Key, Revenue: day.Sum(visit => visit.Revenue))).ToList();
        var first = days[0].Day;
        var repeats = days.Count - 1;
        return new PurchaseHistory(
            repeats, days[^1].Day.DayNumber - first.DayNumber, last.DayNumber - first.DayNumber,
            repeats == 0 ? 0 : (double)days.Skip(1).Average(day => day.Revenue));
    }

    private static DateOnly Day(JsonElement time) => DateOnly.FromDateTime(DateTimeOffset.Parse(
        time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime);
}
