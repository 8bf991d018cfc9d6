using StreamEngine.Commerce.Events;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Carts;

/// <summary>Checkouts: on a cart or without one.</summary>
internal sealed partial class CartOperator
{
    private void StepCheckout(ShopEvent next)
    {
        var id = _texts.Get(next, next.CheckoutId);
        var statesCart = next.Type == EventType.CheckoutStart && next.LineCount > 0;
        var cart = CartOfStep(next, id, statesCart);
        var createsCart = cart is null && statesCart;
        if (createsCart) AdoptCartlessCheckout(cart = NewCart(_texts.Get(next, next.CartId), next));
        // The checkout opens before its event changes the cart, so that the change arms no cart candidate.
        var checkout = (cart is null ? WithoutCart(id) : On(cart, id)) ?? NewCheckout(next, id);
        var opens = !checkout.IsOpen || checkout.LastType.Length == 0;
        checkout.IsOpen = true;
        TakeStep(checkout, next);
        checkout.StepSerial = ++Fold.LastChangeSerial;
        if (cart is null) return;

        opens |= PutOn(cart, checkout);
        if (createsCart)
        {
            CartContent.Add(cart.Lines, next, _texts, ++Fold.LastChangeSerial);
            AfterCreation(cart);
            return;
        }

        if (statesCart) Snapshot(next, cart);
        Emit(new CartFact(CartFactKind.CheckoutStepped, cart, Opens: opens));
    }

    /// <summary>
    /// The stated cart, if it is open or about to be made; else the one that the checkout is known on; else the
    /// implicit one or the one changed last.
    /// </summary>
    private Cart? CartOfStep(ShopEvent next, string? id, bool statesCart)
    {
        var stated = next.CartId.IsEmpty ? null : Find(_texts.Get(next, next.CartId));
        if (stated is not null || (statesCart && !next.CartId.IsEmpty)) return stated;
        var knownOn = ById(id)?.CartSerial ?? 0;
        return Fold.CartOf(knownOn) ?? StatedOrLatest(next);
    }

    private Checkout? ById(string? id)
    {
        if (id is null || Fold.Checkouts is not { } checkouts) return null;
        foreach (var checkout in checkouts)
            if (checkout.Id == id) return checkout;
        return null;
    }

    /// <summary>
    /// The checkout of a step on a cart: the known one of its id; without an id the cart's latest, which goes on or is
    /// opened again; an open one without an id learns the id. Null where there is none.
    /// </summary>
    private Checkout? On(Cart cart, string? id)
    {
        var current = Fold.CheckoutOf(cart);
        if (id is null) return current;
        if (ById(id) is { } known) return known;
        if (current is not { IsOpen: true, Id: null }) return null;
        current.Id = id;
        return current;
    }

    /// <summary>
    /// The checkout of a step without a cart: the known one of its id, else the open one stepped last.
    /// </summary>
    private Checkout? WithoutCart(string? id)
    {
        if (ById(id) is { } known)
        {
            if (Fold.CartOf(known.CartSerial) is null) Leave(known);
            return known;
        }

        var open = OpenWithoutCart();
        if (id is null || open is null) return open;
        if (open.Id is not null) return null;
        open.Id = id;
        return open;
    }

    private Checkout NewCheckout(ShopEvent next, string? id)
    {
        var checkouts = Fold.Checkouts ??= new(capacity: 1);
        var forgetBefore = _scope.Now - Limits.ClosedCheckoutRetentionMs;
        for (var i = checkouts.Count - 1; i >= 0; i--)
            if (!checkouts[i].IsOpen && checkouts[i].LastStepAt < forgetBefore) checkouts.RemoveAt(i);
        if (checkouts.Count == Limits.MaxCheckouts) checkouts.RemoveAt(0);
        var checkout = new Checkout
        {
            Serial = ++Fold.LastCheckoutSerial, Id = id, StatedCartId = _texts.Get(next, next.CartId),
            StartedAt = next.Time,
        };
        checkouts.Add(checkout);
        if (Fold.Session.IsOpen) Fold.Session.Value.Checkouts++;
        Emit(new CartFact(CartFactKind.CheckoutCounted, null, checkout.StartedAt));
        return checkout;
    }

    private void TakeStep(Checkout checkout, ShopEvent next)
    {
        var before = checkout.Standing;
        ReadStep(checkout, next);
        checkout.SessionStart = Fold.Session.Start;
        if (checkout.IsOrdered) return;
        Emit(new CartFact(
            CartFactKind.CheckoutAdvanced, null, checkout.StartedAt, Before: before, After: checkout.Standing));
    }

    private void ReadStep(Checkout checkout, ShopEvent next)
    {
        checkout.LastStepAt = next.Time;
        checkout.LastType = next.Type.NameOf();
        if (!next.Step.IsEmpty) checkout.StatedStep = _texts.Get(next, next.Step);
        if (!next.Type.IsCheckoutFailure()) return;
        var code = _texts.Get(next, next.ErrorCode) ?? checkout.LastType;
        checkout.LastError = next.ErrorKind switch
        {
            ErrorKind.Hard => $"{code} (hard)",
            ErrorKind.Soft => $"{code} (soft)",
            _ => code,
        };
    }

    /// <summary>Puts a checkout on a cart; true where it was not there before.</summary>
    private bool PutOn(Cart cart, Checkout checkout)
    {
        if (checkout.CartSerial == cart.Serial && cart.CheckoutSerial == checkout.Serial) return false;
        if (Fold.CheckoutOf(cart) is { } replaced && replaced != checkout)
        {
            replaced.IsOpen = false;
            Emit(new CartFact(CartFactKind.CheckoutReplaced, cart));
        }

        if (Fold.CartOf(checkout.CartSerial) is { } former && former.CheckoutSerial == checkout.Serial)
        {
            former.CheckoutSerial = 0;
            Emit(new CartFact(CartFactKind.CheckoutReplaced, former));
        }

        Leave(checkout);
        checkout.CartSerial = cart.Serial;
        cart.CheckoutSerial = checkout.Serial;
        return true;
    }

    private static void Leave(Checkout checkout)
    {
        if (checkout.CartSerial != 0) checkout.FormerCarts = [.. checkout.FormerCarts, checkout.CartSerial];
        checkout.CartSerial = 0;
    }

    /// <summary>The event that creates a cart puts the open checkout on it, unless that named another cart.</summary>
    private void AdoptCartlessCheckout(Cart cart)
    {
        if (cart.CheckoutSerial == 0 && OpenWithoutCart(adoptableBy: cart) is { } open) PutOn(cart, open);
    }

    /// <summary>
    /// The checkout without a cart that is open and was stepped last; with <paramref name="adoptableBy"/> only among
    /// those that named no other cart.
    /// </summary>
    private Checkout? OpenWithoutCart(Cart? adoptableBy = null)
    {
        Checkout? latest = null;
        if (Fold.Checkouts is not { } checkouts) return null;
        foreach (var checkout in checkouts)
        {
            if (!checkout.IsOpen || checkout.CartSerial != 0) continue;
            if (adoptableBy is not null && checkout.StatedCartId is { } stated && stated != adoptableBy.Id) continue;
            if (latest is null || checkout.StepSerial > latest.StepSerial) latest = checkout;
        }

        return latest;
    }

    /// <summary>A checkout without a cart closes, without a decision, when its due time has passed.</summary>
    private long CartlessDue(Checkout checkout) =>
        EventTime.Plus(checkout.LastStepAt, _policies.At(checkout.LastStepAt).Abandonment.Checkout.StepsMs[0]);
}
