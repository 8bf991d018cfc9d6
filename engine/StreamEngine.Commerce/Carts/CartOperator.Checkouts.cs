using StreamEngine.Commerce.Customers;
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
        var cart = StatedOrLatest(next);
        var checkout = FindOpen(id, ref cart);
        var createsCart = cart is null && statesCart;
        if (createsCart) cart = NewCart(_texts.Get(next, next.CartId), next);

        var opens = checkout is null;
        checkout ??= new Checkout { Id = id, StartedAt = next.Time };
        checkout.Id ??= id;
        TakeStep(checkout, next);
        if (opens) Count(checkout, cart);
        if (cart is null)
        {
            if (opens) KeepCartless(checkout);
            return;
        }

        opens |= PutOn(cart, checkout);
        if (createsCart)
        {
            CartContent.Add(cart.Lines, next, _texts);
            AfterCreation(cart);
            return;
        }

        if (statesCart) Snapshot(next, cart);
        Emit(new CartFact(CartFactKind.CheckoutStepped, cart, Opens: opens));
    }

    /// <summary>
    /// The open checkout that a step belongs to: by its id, on whatever cart; else the one on the cart, if it has no other
    /// id; else, without a cart, the latest one without a cart.
    /// </summary>
    private Checkout? FindOpen(string? id, ref Cart? cart)
    {
        if (id is not null)
        {
            var owner = Fold.Carts?.Find(c => c.Checkout?.Id == id);
            if (owner is not null)
            {
                cart = owner;
                return owner.Checkout;
            }

            if (Fold.Cartless?.Find(c => c.Id == id) is { } cartless) return cartless;
            if (cart is not null) return cart.Checkout is { Id: null } nameless ? nameless : null;
            return Fold.Cartless?.FindLast(c => c.Id is null);
        }

        return cart is not null ? cart.Checkout : Fold.Cartless?.LastOrDefault();
    }

    private static void TakeStep(Checkout checkout, ShopEvent next)
    {
        checkout.LastStepAt = next.Time;
        checkout.LastType = next.Type.NameOf();
        if (!next.Step.IsEmpty) checkout.StatedStep = System.Text.Encoding.UTF8.GetString(next.Text(next.Step));
        if (!next.Type.IsCheckoutFailure()) return;
        var code = next.ErrorCode.IsEmpty
            ? checkout.LastType
            : System.Text.Encoding.UTF8.GetString(next.Text(next.ErrorCode));
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
        if (ReferenceEquals(cart.Checkout, checkout)) return false;
        if (cart.Checkout is not null) Emit(new CartFact(CartFactKind.CheckoutReplaced, cart));
        Fold.Cartless?.Remove(checkout);
        Fold.Figures = Fold.Figures?.ConvertAll(f =>
            f.CartSerial == 0 && f.StartedAt == checkout.StartedAt && f.Id == checkout.Id
                ? f with { CartSerial = cart.Serial }
                : f);
        cart.Checkout = cart.LatestCheckout = checkout;
        return true;
    }

    private void AdoptCartlessCheckout(Cart cart)
    {
        if (cart.Checkout is null && Fold.Cartless?.MaxBy(c => c.LastStepAt) is { } checkout) PutOn(cart, checkout);
    }

    private void KeepCartless(Checkout checkout)
    {
        Fold.Cartless ??= [];
        if (Fold.Cartless.Count == Limits.MaxCartlessCheckouts) Fold.Cartless.RemoveAt(0);
        Fold.Cartless.Add(checkout);
    }

    /// <summary>Counts a checkout at its first start: once an id, once a cart without an id, else each time.</summary>
    private void Count(Checkout checkout, Cart? cart)
    {
        if (checkout.Id is { } id)
        {
            Fold.CountedCheckouts ??= [];
            if (Fold.CountedCheckouts.Exists(c => c.Id == id)) return;
            if (Fold.CountedCheckouts.Count == Limits.MaxCountedCheckouts) Fold.CountedCheckouts.RemoveAt(0);
            Fold.CountedCheckouts.Add((id, checkout.StartedAt));
        }
        else if (cart is not null)
        {
            if (cart.HasCountedCheckout) return;
            cart.HasCountedCheckout = true;
        }

        var horizon = _policy.Kpis.CartHorizonMs;
        Fold.Figures?.RemoveAll(f => _scope.Now - f.StartedAt > horizon);
        (Fold.Figures ??= []).Add(new CheckoutFigure(checkout.Id, checkout.StartedAt, cart?.Serial ?? 0));
        if (Fold.Session.IsOpen) Fold.Session.Value.Checkouts++;
        Emit(new CartFact(CartFactKind.CheckoutCounted, cart, checkout.StartedAt));
    }

    /// <summary>A checkout without a cart closes, without a decision, when its last due time has passed.</summary>
    private long CartlessDue(Checkout checkout) =>
        EventTime.Plus(checkout.LastStepAt, _policy.Abandonment.Checkout.StepsMs[^1]);
}
