using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Carts;

/// <summary>
/// The carts and checkouts of each customer (docs/domain.md, "Cart and checkout"): folds cart events and placed orders
/// and says what happened to which cart.
/// </summary>
internal sealed partial class CartOperator : HotOperator<CartFact>, IKeyedTimers<Customer>
{
    private readonly KeyedScope<Customer> _scope;
    private readonly PolicyHistory _policies;
    private readonly TextPool _texts;
    private readonly List<CartLine> _formerLines = [];

    public CartOperator(
        IObservable<ShopEvent> source, KeyedScope<Customer> scope, PolicyHistory policies, TextPool texts)
    {
        (_scope, _policies, _texts) = (scope, policies, texts);
        Attach(source, OnEvent);
    }

    private ShopFold Fold => _scope.State.Fold;

    private void OnEvent(ShopEvent next)
    {
        if (next.Topic is not (EventTopic.Carts or EventTopic.Orders)) return;
        Fold.CartsDue = null;
        switch (next.Type)
        {
            case EventType.Add:
                AddTo(next, StatedOrImplicit(next));
                break;
            case EventType.Remove:
                if (StatedOrLatest(next) is { } cart) Remove(next, cart);
                break;
            case EventType.Snapshot:
                Snapshot(next, StatedOrImplicit(next));
                break;
            case EventType.Merged:
                Merge(next);
                break;
            case EventType.Placed:
                Order(next);
                break;
            default:
                if (next.Type.IsCheckoutStep()) StepCheckout(next);
                break;
        }
    }

    private void AddTo(ShopEvent next, Cart? cart)
    {
        if (next.LineCount == 0 || (cart is not null && IsForeign(next, cart))) return;
        var isNew = cart is null;
        cart ??= NewCart(_texts.Get(next, next.CartId), next);
        CartContent.Add(cart.Lines, next, _texts, ++Fold.LastChangeSerial);
        if (isNew) AfterCreation(cart);
        else AfterChange(cart);
    }

    private void Remove(ShopEvent next, Cart cart)
    {
        if (IsForeign(next, cart)) return;
        if (CartContent.Remove(cart.Lines, next, _texts, ++Fold.LastChangeSerial)) AfterChange(cart);
    }

    private void Snapshot(ShopEvent next, Cart? cart)
    {
        if (cart is null)
        {
            AddTo(next, null);
            return;
        }

        if (_texts.Get(next, next.Currency) is { } currency) cart.Currency = currency;
        if (CartContent.Replace(cart.Lines, _formerLines, next, _texts, ++Fold.LastChangeSerial)) AfterChange(cart);
    }

    private void Merge(ShopEvent next)
    {
        var sourceId = _texts.Get(next, next.CartId);
        var targetId = _texts.Get(next, next.TargetCartId);
        if (sourceId is null || sourceId == targetId || Find(sourceId) is not { } source) return;
        var target = Find(targetId);
        if (target is not null && target.Currency != source.Currency) return;
        var isNew = target is null;
        target ??= NewCart(targetId, next, source.Currency);
        var changed = CartContent.Merge(target.Lines, source.Lines);
        TouchInSession(source);
        ShareSessionFate(source, target);
        Close(source, CartFactKind.MergedAway);
        if (isNew) AfterCreation(target);
        else if (changed) AfterChange(target);
    }

    /// <summary>
    /// True where the lines are in another currency than the cart. Such a record is refused; but one that was accepted
    /// before a late event gave the cart its currency stays accepted, and its lines are left out of the cart.
    /// </summary>
    private bool IsForeign(ShopEvent next, Cart cart) =>
        !next.Currency.IsEmpty && _texts.Get(next.Text(next.Currency)) != cart.Currency;

    /// <summary>The cart of the stated id, else the implicit one; null where it is not open.</summary>
    private Cart? StatedOrImplicit(ShopEvent next) => Find(_texts.Get(next, next.CartId));

    /// <summary>
    /// The cart of the stated id; without one the open implicit cart, else the open cart changed last.
    /// </summary>
    private Cart? StatedOrLatest(ShopEvent next)
    {
        if (_texts.Get(next, next.CartId) is { } id) return Find(id);
        return Find(null) ?? Fold.LatestCart();
    }

    private Cart? Find(string? id) => Fold.CartOf(id);

    private Cart NewCart(string? id, ShopEvent next, string? currency = null) => new()
    {
        Id = id,
        Serial = ++Fold.LastCartSerial,
        CreatedAt = next.Time,
        Currency = currency ?? _texts.Get(next, next.Currency) ?? _policies.Latest.Currency,
    };

    private void AfterCreation(Cart cart)
    {
        (Fold.Carts ??= new(capacity: 1)).Add(cart);
        MarkChanged(cart);
        AdoptCartlessCheckout(cart);
        Emit(new CartFact(CartFactKind.Created, cart));
        if (Fold.IsInCheckout(cart)) Emit(new CartFact(CartFactKind.CheckoutStepped, cart, Opens: true));
        if (Fold.Carts.Count > Limits.MaxOpenCarts) Close(Fold.Carts.MinBy(c => c.ChangeSerial)!, CartFactKind.Expired);
    }

    private void AfterChange(Cart cart)
    {
        if (cart.Lines.Count == 0)
        {
            TouchInSession(cart);
            Close(cart, CartFactKind.Emptied);
            return;
        }

        MarkChanged(cart);
        Emit(new CartFact(CartFactKind.Changed, cart));
    }

    private void MarkChanged(Cart cart)
    {
        cart.ChangedAt = _scope.Now;
        cart.ChangeSerial = ++Fold.LastChangeSerial;
        TouchInSession(cart);
    }

    private void Close(Cart cart, CartFactKind how, bool inSession = false)
    {
        Fold.Carts!.Remove(cart);
        if (Fold.CheckoutOf(cart) is { } checkout) checkout.IsOpen = false;
        Emit(new CartFact(how, cart, InSession: inSession));
    }

    private void TouchInSession(Cart cart)
    {
        if (!Fold.Session.IsOpen) return;
        ref var facts = ref Fold.Session.Value;
        facts.TouchedCart = true;
        if (cart.TouchedBySession == Fold.Session.Start) return;
        cart.TouchedBySession = Fold.Session.Start;
        facts.UnorderedCarts++;
    }

    /// <summary>A merged-away cart shares its target's fate in the session's abandoned carts.</summary>
    private void ShareSessionFate(Cart source, Cart target)
    {
        if (!Fold.Session.IsOpen || source.TouchedBySession != Fold.Session.Start) return;
        if (target.TouchedBySession == Fold.Session.Start) Fold.Session.Value.UnorderedCarts--;
        target.TouchedBySession = Fold.Session.Start;
    }
}
