using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;

namespace StreamEngine.Oracle.Customers;

/// <summary>The explicit list of timers: made anew from the state whenever the next one is asked for.</summary>
internal sealed partial class CustomerStory
{
    /// <summary>What stands when, in the order of settling at equal due times.</summary>
    private enum Rank
    {
        SessionClose,
        CheckoutCandidate,
        CartCandidate,
        BrowseCandidate,
        CheckoutWithoutCart,
        CartExpiry,
    }

    private sealed record Timer(
        long Due, Rank Rank, long CreatedAt, string? CartId, int Step, bool KeepsDraining, Action Settle);

    private IEnumerable<Timer> Timers()
    {
        foreach (var session in Sessions.Where(s => !s.Closed && s.CutAt is null && IsPast(s.Events[^1])))
        {
            var due = session.IsAlone ? session.End : session.End + Ms(_policies.Fixed.Session.Gap);
            yield return new(due, Rank.SessionClose, session.Start, null, 0, true, () => CloseSession(session, due));
        }
        // Equal due times: checkout, cart, browse, then older creation, then cartId (domain 5).
        foreach (var c in _candidates.Where(c => c.Armed))
        {
            yield return new(c.SettlesAt, RankOf(c.Kind), c.Cart?.CreatedAt ?? c.OpenedAt, c.Cart?.Id, c.Step, true,
                () => Settle(c));
        }
        foreach (var checkout in _checkouts.Where(k => k.Open && k.Cart is null))
        {
            var steps = At(checkout.LastStep.Time).Abandonment.Checkout.Steps;
            yield return new(checkout.LastStep.Time + Ms(steps[0]),
                Rank.CheckoutWithoutCart, checkout.StartedAt, null, 0, false, () => checkout.Open = false);
        }
        foreach (var cart in _carts.Where(c => c.Open))
        {
            var due = cart.LastChange.Time + Ms(At(cart.LastChange.Time).Abandonment.CartExpiry);
            yield return new(due, Rank.CartExpiry, cart.CreatedAt, cart.Id, 0, false,
                () => CloseCart(cart, "expired", due));
        }
    }

    private bool IsPast(Input e) => _soFar.Count > 0 && e.CompareTo(_soFar[^1]) <= 0;

    private Timer? NextTimer(long through) => Timers().Where(t => t.Due <= through)
        .OrderBy(t => t.Due).ThenBy(t => t.Rank).ThenBy(t => t.CreatedAt)
        .ThenBy(t => t.CartId, StringComparer.Ordinal).ThenBy(t => t.Step).FirstOrDefault();

    private void SettleThrough(long moment)
    {
        while (NextTimer(moment) is { } timer) timer.Settle();
    }

    /// <summary>Drain ends with the last armed timer; open carts stay open (domain 11).</summary>
    private void Drain()
    {
        while (Timers().Any(t => t.KeepsDraining)) NextTimer(long.MaxValue)!.Settle();
    }

    private static Rank RankOf(Kind kind) => kind switch
    {
        Kind.Checkout => Rank.CheckoutCandidate,
        Kind.Cart => Rank.CartCandidate,
        _ => Rank.BrowseCandidate,
    };

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
