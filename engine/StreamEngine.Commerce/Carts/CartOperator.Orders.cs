using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Carts;

/// <summary>What an order does to carts and checkouts, and what time does.</summary>
internal sealed partial class CartOperator
{
    public long NextDue(Customer state)
    {
        var fold = state.Fold;
        var due = EventTime.Max;
        if (fold.Carts is { } carts)
            foreach (var cart in carts)
                due = Math.Min(due, EventTime.Plus(cart.ChangedAt, _policy.Abandonment.CartExpiryMs));
        if (fold.Cartless is { } cartless)
            foreach (var checkout in cartless)
                due = Math.Min(due, CartlessDue(checkout));
        return due;
    }

    public void Fire(Customer state, long due)
    {
        state.Fold.Cartless?.RemoveAll(c => CartlessDue(c) == due);
        var expired = state.Fold.Carts?.Find(c => EventTime.Plus(c.ChangedAt, _policy.Abandonment.CartExpiryMs) == due);
        if (expired is not null) Close(expired, CartFactKind.Expired);
    }

    private void Order(ShopEvent order)
    {
        Fold.LastOrderAt = order.Time;
        var cartId = _texts.Get(order, order.CartId);
        var checkoutId = _texts.Get(order, order.CheckoutId);
        var inSession = SessionRules.Extends(order);
        var ordered = MatchingCarts(order, cartId, checkoutId);
        foreach (var cart in ordered)
        {
            if (inSession && cart.TouchedBySession == Fold.SessionSerial) Fold.Session.Value.UnorderedCarts--;
            Close(cart, CartFactKind.Ordered, inSession);
        }

        var namesNeither = cartId is null && checkoutId is null;
        Fold.Cartless?.RemoveAll(c => namesNeither || (checkoutId is not null && c.Id == checkoutId));
        BookOrderedCheckouts(ordered, checkoutId, namesNeither);
    }

    private List<Cart> MatchingCarts(ShopEvent order, string? cartId, string? checkoutId)
    {
        if (Fold.Carts is not { Count: > 0 } carts) return [];
        if (cartId is not null && Find(cartId) is { } named) return [named];
        if (checkoutId is not null
            && carts.Find(c => c.Checkout?.Id == checkoutId || c.LatestCheckout?.Id == checkoutId) is { } checkedOut)
            return [checkedOut];
        if (order.LineCount > 0) return carts.FindAll(c => CartContent.SharesProduct(c.Lines, order, _texts));
        return [ChangedLast()!];
    }

    private void BookOrderedCheckouts(List<Cart> ordered, string? checkoutId, bool namesNeither)
    {
        if (Fold.Figures is not { } figures) return;
        for (var i = 0; i < figures.Count; i++)
        {
            var figure = figures[i];
            var isOrdered = (figure.CartSerial != 0 && ordered.Exists(c => c.Serial == figure.CartSerial))
                || (checkoutId is not null && figure.Id == checkoutId)
                || (figure.CartSerial == 0 && namesNeither);
            if (!isOrdered) continue;
            figures.RemoveAt(i--);
            if (_scope.Now - figure.StartedAt <= _policy.Kpis.CartHorizonMs)
                Emit(new CartFact(CartFactKind.CheckoutOrdered, null, figure.StartedAt));
        }
    }
}
