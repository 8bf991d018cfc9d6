using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 4, ordered, and domain 5, recovered. Test orders act here like any other (domain 6).</summary>
internal sealed partial class CustomerStory
{
    private void ApplyOrder(Input order)
    {
        foreach (var cart in MatchedCarts(order)) OrderCart(cart, order);
        OrderCheckouts(order);
        CancelAll(c => c.Kind == Kind.Browse, "order", order.Time);
        Recover(c => c.Kind == Kind.Browse, order);
    }

    private List<Cart> MatchedCarts(Input order)
    {
        var e = order.Data;
        // cartId beats checkoutId; a name without an open cart falls through (domain 11).
        if (e.CartId is not null && OpenCart(e.CartId) is { } named) return [named];
        if (ById(e.CheckoutId)?.Cart is { Open: true } checkedOut) return [checkedOut];
        if (e.Lines.Count == 0) return CartChangedLast() is { } last ? [last] : [];
        var products = e.Lines.Select(l => l.ProductId).ToHashSet();
        return [.. _carts.Where(c => c.Open && c.Lines.Keys.Any(k => products.Contains(k.Product)))];
    }

    private void OrderCart(Cart cart, Input order)
    {
        cart.Order = order;
        foreach (var checkout in _checkouts.Where(k => k.Carts.Contains(cart))) checkout.OrderedAt ??= order.Time;
        CloseCart(cart, "ordered", order.Time);
        Recover(c => c.Cart == cart, order);
    }

    /// <summary>An order that names a checkout, or, for one without a cart, an order that names neither.</summary>
    private void OrderCheckouts(Input order)
    {
        if (ById(order.Data.CheckoutId) is { } named) OrderCheckout(named, order);
        if (order.Data.CartId is not null || order.Data.CheckoutId is not null) return;
        foreach (var checkout in _checkouts.Where(k => k.Cart is null)) OrderCheckout(checkout, order);
    }

    private void OrderCheckout(Checkout checkout, Input order)
    {
        checkout.OrderedAt ??= order.Time;
        if (!checkout.Open) return;
        if (checkout.Cart is { } cart) EndFor(cart, Kind.Checkout, "ordered", order.Time);
        checkout.Open = false;
    }

    /// <summary>Every fired trigger, each within the window of its own firing, each at most once.</summary>
    private void Recover(Func<Candidate, bool> concerned, Input order)
    {
        foreach (var c in _candidates.Where(concerned).Where(c => c.Stands && !c.Recovered))
        {
            var version = At(c.LastActivityAt);
            var remembered = _published.Candidates[c.Id!];
            // Its own firing is the published one, also where a late event would have let it fire earlier or later.
            var after = order.Time - remembered.DecidedAt;
            if (after <= 0 || after > Ms(version.Abandonment.RecoveryWindow)) continue;
            c.Recovered = true;
            if (remembered.Recovered) continue;
            remembered.Recovered = true;
            _published.Decisions.Add(new(order.Time, new(c.Id!, c.DueAt, order.Time, "recovered", "ordered",
                version.Version)));
            _published.Trigger(order.Time, remembered, remembered.Trigger! with
            {
                Status = "recovered",
                Revision = remembered.Trigger.Revision + 1,
                RecoveredBy = new OracleCause(order.OrderId, order.Data.EventId, order.Time,
                    Facts.Gross(order.Data.Lines), CurrencyOf(order), "ordered"),
            });
        }
    }
}
