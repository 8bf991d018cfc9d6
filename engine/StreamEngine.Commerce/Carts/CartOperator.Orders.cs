using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Carts;

/// <summary>What an order does to carts and checkouts, and what time does.</summary>
internal sealed partial class CartOperator
{
    private static readonly List<Cart> NoCarts = [];

    public long NextDue(Customer state) => state.Fold.CartsDue ??= EarliestDue(state.Fold);

    private long EarliestDue(ShopFold fold)
    {
        var due = EventTime.Max;
        if (fold.Carts is { } carts)
            foreach (var cart in carts)
                due = Math.Min(due, ExpiryOf(cart));
        if (fold.Checkouts is { } checkouts)
            foreach (var checkout in checkouts)
                if (checkout is { IsOpen: true, CartSerial: 0 }) due = Math.Min(due, CartlessDue(checkout));
        return due;
    }

    public void Fire(Customer state, long due)
    {
        state.Fold.CartsDue = null;
        foreach (var checkout in state.Fold.Checkouts ?? [])
            if (checkout is { IsOpen: true, CartSerial: 0 } && CartlessDue(checkout) == due) checkout.IsOpen = false;
        foreach (var cart in state.Fold.Carts ?? [])
        {
            if (ExpiryOf(cart) != due) continue;
            Close(cart, CartFactKind.Expired);
            break;
        }
    }

    private long ExpiryOf(Cart cart) =>
        EventTime.Plus(cart.ChangedAt, _policies.At(cart.ChangedAt).Abandonment.CartExpiryMs);

    private void Order(ShopEvent order)
    {
        if (OrderBook.IsChangeOfPlaced(_scope.State.Orders, order)) return;
        Fold.LastOrderAt = order.Time;
        var cartId = _texts.Get(order, order.CartId);
        var checkoutId = _texts.Get(order, order.CheckoutId);
        var inSession = SessionRules.Extends(order);
        var ordered = MatchingCarts(order, cartId, checkoutId);
        foreach (var cart in ordered)
        {
            if (inSession && cart.TouchedBySession == Fold.Session.Start) Fold.Session.Value.UnorderedCarts--;
            Close(cart, CartFactKind.Ordered, inSession);
        }

        foreach (var checkout in Fold.Checkouts ?? [])
        {
            var isNamed = checkoutId is not null && checkout.Id == checkoutId;
            var isUnnamed = cartId is null && checkoutId is null && checkout.CartSerial == 0;
            if (isNamed || isUnnamed || IsOf(checkout, ordered)) End(checkout);
            else if (!WasOf(checkout, ordered)) continue;
            CountOrdered(checkout);
        }
    }

    private static bool IsOf(Checkout checkout, List<Cart> carts)
    {
        foreach (var cart in carts)
            if (checkout.CartSerial == cart.Serial) return true;
        return false;
    }

    private static bool WasOf(Checkout checkout, List<Cart> carts)
    {
        foreach (var cart in carts)
            if (checkout.FormerCarts.Contains(cart.Serial)) return true;
        return false;
    }

    private void End(Checkout checkout)
    {
        if (checkout.IsOpen && Fold.CartOf(checkout.CartSerial) is { } cart)
            Emit(new CartFact(CartFactKind.CheckoutNamedByOrder, cart));
        checkout.IsOpen = false;
    }

    /// <summary>
    /// An order of the checkout, or of a cart that it stood on before: its figure counts it where it came in time.
    /// </summary>
    private void CountOrdered(Checkout checkout)
    {
        if (checkout.IsOrdered) return;
        checkout.IsOrdered = true;
        if (_scope.Now - checkout.StartedAt <= _policies.Latest.Kpis.CartHorizonMs)
            Emit(new CartFact(CartFactKind.CheckoutOrdered, null, checkout.StartedAt, Before: checkout.Standing));
    }

    private List<Cart> SharingCarts(List<Cart> carts, ShopEvent order) =>
        carts.FindAll(c => CartContent.SharesProduct(c.Lines, order, _texts));

    private List<Cart> MatchingCarts(ShopEvent order, string? cartId, string? checkoutId)
    {
        if (Fold.Carts is not { Count: > 0 } carts) return NoCarts;
        if (cartId is not null && Find(cartId) is { } named) return [named];
        if (ById(checkoutId) is { } checkout && Fold.CartOf(checkout.CartSerial) is { } checkedOut)
            return [checkedOut];
        if (order.LineCount > 0) return SharingCarts(carts, order);
        return [Fold.LatestCart()!];
    }
}
