using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Policy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Kpis;

/// <summary>Domain 6: everything that one customer's story books.</summary>
internal static class StoryBookings
{
    public static IEnumerable<Booking> Of(CustomerStory story, OraclePolicy policy) =>
        [.. Sessions(story), .. Carts(story, policy), .. Checkouts(story, policy), .. Triggers(story),
            .. Orders(story, policy), .. Spend(story, policy)];

    /// <summary>A session is booked when it closes, on its start; a bot's is left out.</summary>
    private static IEnumerable<Booking> Sessions(CustomerStory story) => story.ClosedSessions
        .Where(s => !s.Bot).SelectMany(s => (IEnumerable<Booking>)
        [
            .. Booking.InBothViews(Item.Sessions, s.Start, 1).SelectMany(b => b.AndBy(s.Origin!.Values)),
            .. Booking.InBothViews(Item.ConvertedSessions, s.Start, s.Converted ? 1 : 0)
                .SelectMany(b => b.AndBy(s.Origin!.Values)),
            .. Booking.InBothViews(Item.Users, s.Start, 1, null, s.CustomerKey),
            .. Booking.InBothViews(Item.ConvertedUsers, s.Start, s.Converted ? 1 : 0, null, s.CustomerKey),
        ]);

    /// <summary>Emptied or merged away within the horizon counts in neither.</summary>
    private static IEnumerable<Booking> Carts(CustomerStory story, OraclePolicy policy)
    {
        var horizon = (long)policy.Kpis.CartHorizon.TotalMilliseconds;
        foreach (var cart in story.Carts)
        {
            var inTime = !cart.Open && cart.ClosedAt - cart.CreatedAt <= horizon;
            var counts = !inTime || cart.ClosedBy is not ("emptied" or "merged");
            var ordered = inTime && cart.ClosedBy == "ordered";
            foreach (var b in Booking.InBothViews(Item.Carts, cart.CreatedAt, counts ? 1 : 0)) yield return b;
            foreach (var b in Booking.InBothViews(Item.AbandonedCarts, cart.CreatedAt, counts && !ordered ? 1 : 0))
                yield return b;
        }
    }

    private static IEnumerable<Booking> Checkouts(CustomerStory story, OraclePolicy policy) =>
        story.Checkouts.SelectMany(k => Checkout(k, k.StartedAt + (long)policy.Kpis.CartHorizon.TotalMilliseconds));

    private static IEnumerable<Booking> Checkout(Checkout k, long until)
    {
        foreach (var b in Booking.InBothViews(Item.Checkouts, k.StartedAt, 1)) yield return b;
        var ordered = k.OrderedAt <= until;
        foreach (var b in Booking.InBothViews(Item.AbandonedCheckouts, k.StartedAt, ordered ? 0 : 1)) yield return b;
        // Left at the last step in time, for the last error; the lines where it stood before stay, with 0.
        var steps = k.Steps.Where(s => s.Time <= until && !(s.Time > k.OrderedAt)).ToList();
        for (var known = 1; known <= steps.Count; known++)
        {
            var stands = !ordered && known == steps.Count;
            foreach (var b in Booking.InBothViews(Item.AbandonedCheckouts, k.StartedAt, stands ? 1 : 0))
            {
                yield return b with { By = ("reason", Origin.Value(CheckoutTexts.AbortReason(steps[..known]))) };
                yield return b with { By = ("step", Origin.Value(CheckoutTexts.LastStep(steps[..known]))) };
            }
        }
    }

    private static IEnumerable<Booking> Triggers(CustomerStory story) => story.Candidates
        .Where(c => c.Stands).SelectMany(c => (IEnumerable<Booking>)
        [
            .. Booking.InBothViews(Item.FiredTriggers, c.SettlesAt, 1),
            .. Booking.InBothViews(Item.RecoveredTriggers, c.SettlesAt, c.Recovered ? 1 : 0),
        ]);

    private static IEnumerable<Booking> Orders(CustomerStory story, OraclePolicy policy)
    {
        var all = story.Events.Where(e => e.Topic == EventTopic.Orders).ToList();
        // New and repeat: test orders count in no figure, cancelled ones do.
        var first = Facts.Orders(all).FirstOrDefault(o => !o.Data.Test)?.OrderId;
        foreach (var order in all.GroupBy(e => e.OrderId ?? "refund " + e.Position))
        {
            var events = order.ToList();
            var isFirst = first is not null && events[0].OrderId == first;
            // A line whose bookings were all taken back stays, with 0: look at it after every event.
            for (var known = 1; known <= events.Count; known++)
            {
                var bookings = OrderFigures.Book(story.Key, events[..known], isFirst, policy.Currency);
                foreach (var b in bookings) yield return known == events.Count ? b : b with { Amount = 0 };
            }
        }
    }

    private static IEnumerable<Booking> Spend(CustomerStory story, OraclePolicy policy) => story.Events
        .Where(e => e.Type == EventType.Contacted && e.Data.Spend is not null)
        .SelectMany(e => Booking.InBothViews(
            Item.Spend, e.Time, e.Data.Spend!.Value, e.Data.Currency ?? policy.Currency)
            .SelectMany(b => b.AndBy(Origin.Of(e).Values)));
}
