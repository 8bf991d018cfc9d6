using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 4, checkout: each of its steps opens it where none is open, and moves its due time.</summary>
internal sealed partial class CustomerStory
{
    private readonly List<Checkout> _checkouts = [];

    /// <summary>Set while an event that opens the checkout changes the cart: that change arms no cart.</summary>
    private bool _checkoutOpening;

    /// <summary>Every checkout, each counted once, at its first start.</summary>
    public IReadOnlyList<Checkout> Checkouts => _checkouts;

    private bool CheckoutIsOn => Now.Abandonment.Checkout.Enabled;

    private void ApplyCheckout(Input e)
    {
        var cart = CartOfCheckoutEvent(e);
        // Domain 11: one `cancelled checkout_opened`, also where the same event changes the cart.
        if (CheckoutIsOn && cart is not null)
            EndFor(cart, Kind.Cart, "checkout_opened", e.Time);
        if (BringsCart(e))
        {
            _checkoutOpening = true;
            Snapshot(cart, e.Data.CartId, e);
            _checkoutOpening = false;
            cart ??= OpenCart(e.Data.CartId);
            if (CheckoutIsOn) EndFor(cart!, Kind.Cart, "checkout_opened", e.Time);
        }
        var checkout = cart is null ? CheckoutWithoutCart(e) : CheckoutOn(cart, e);
        checkout.Open = true;
        checkout.Steps.Add(e);
        if (cart is not null) PutOn(checkout, cart);
        ArmCheckout(checkout);
    }

    /// <summary>
    /// The stated cart if it is open or about to be made; else that of the checkoutId; else as for every cart event.
    /// </summary>
    private Cart? CartOfCheckoutEvent(Input e)
    {
        if (e.Data.CartId is { } id && (OpenCart(id) is not null || BringsCart(e))) return OpenCart(id);
        return ById(e.Data.CheckoutId)?.Cart is { Open: true } known ? known : MeantCart(e);
    }

    /// <summary>Lines on checkoutStart, where there are any, are a snapshot of the cart.</summary>
    private static bool BringsCart(Input e) => e.Type == EventType.CheckoutStart && e.Data.Lines.Count > 0;

    private Checkout? ById(string? id) => id is null ? null : _checkouts.Find(k => k.Id == id);

    private Checkout CheckoutOn(Cart cart, Input e)
    {
        var current = cart.Checkout;
        // Keyed by its cart: the same cart's checkout goes on, or is opened again.
        if (e.Data.CheckoutId is null) return current ?? NewCheckout(e);
        if (ById(e.Data.CheckoutId) is { } known) return known;
        if (current is not { Open: true, Id: null }) return NewCheckout(e);
        // An open checkout learns its id.
        current.Id = e.Data.CheckoutId;
        return current;
    }

    private Checkout CheckoutWithoutCart(Input e)
    {
        var open = _checkouts.Where(k => k.Open && k.Cart is null).MaxBy(k => k.LastStep);
        if (e.Data.CheckoutId is null) return open ?? NewCheckout(e);
        if (ById(e.Data.CheckoutId) is { } known)
        {
            if (known.Cart is { Open: false }) known.Cart = null;
            return known;
        }
        if (open is not { Id: null }) return NewCheckout(e);
        open.Id = e.Data.CheckoutId;
        return open;
    }

    /// <summary>Counted once, at its first start, also without a cart.</summary>
    private Checkout NewCheckout(Input e)
    {
        var checkout = new Checkout(e);
        _checkouts.Add(checkout);
        _sessionOf[e].CheckoutsOpened++;
        return checkout;
    }

    /// <summary>Another checkoutId on the cart replaces the open one, without a decision.</summary>
    private void PutOn(Checkout checkout, Cart cart)
    {
        if (cart.Checkout is { } replaced && replaced != checkout)
        {
            replaced.Open = false;
            Drop(c => c.Checkout == replaced, "checkout_step");
        }
        if (checkout.Cart is { } former && former != cart)
        {
            if (former.Checkout == checkout) former.Checkout = null;
            Drop(c => c.Checkout == checkout, "checkout_step");
        }
        cart.Checkout = checkout;
        checkout.Cart = cart;
        checkout.Carts.Add(cart);
    }

    /// <summary>
    /// Domain 11: the event that creates a cart puts the open checkout on it, armed from its last step.
    /// </summary>
    private void AttachCheckout(Cart cart)
    {
        var open = _checkouts
            .Where(k => k.Open && k.Cart is null && (k.StatedCartId is null || k.StatedCartId == cart.Id))
            .MaxBy(k => k.LastStep);
        if (open is null) return;
        if (CheckoutIsOn) EndFor(cart, Kind.Cart, "checkout_opened", _soFar[^1].Time);
        PutOn(open, cart);
        // A step that creates the cart is the last one itself.
        if (!_checkoutOpening) ArmCheckout(open);
    }
}
