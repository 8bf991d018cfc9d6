using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 4: carts and their content.</summary>
internal sealed partial class CustomerStory
{
    private readonly List<Cart> _carts = [];

    /// <summary>Every life of every cart, in the order of creation.</summary>
    public IReadOnlyList<Cart> Carts => _carts;

    private void ApplyCart(Input e)
    {
        switch (e.Type)
        {
            case EventType.Add:
                Add(e);
                break;
            case EventType.Remove:
                Remove(e);
                break;
            case EventType.Snapshot:
                Snapshot(OpenCart(e.Data.CartId), e.Data.CartId, e);
                break;
            case EventType.Merged:
                Merge(e);
                break;
            case EventType.CheckoutStart or EventType.CheckoutStep or EventType.PaymentInfo
                or EventType.PaymentFailed or EventType.CheckoutError:
                ApplyCheckout(e);
                break;
        }
    }

    private Cart? OpenCart(string? id) => _carts.LastOrDefault(c => c.Open && c.Id == id);

    private Cart? CartChangedLast() => _carts.Where(c => c.Open).MaxBy(c => c.LastChange);

    /// <summary>
    /// An event other than add or snapshot: without cartId the implicit cart, else the one changed last.
    /// </summary>
    private Cart? MeantCart(Input e) =>
        e.Data.CartId is { } id ? OpenCart(id) : OpenCart(null) ?? CartChangedLast();

    /// <summary>
    /// Domain 4: a line in another currency than the cart's is a dead letter; unstated is the cart's.
    /// </summary>
    private bool IsMixed(Input e, Cart? cart)
    {
        var mixed = cart is not null && e.Data.Currency is { } currency && currency != cart.Currency;
        if (mixed) MixedCurrency.Add(e);
        return mixed;
    }

    private void Add(Input e)
    {
        var cart = OpenCart(e.Data.CartId);
        if (IsMixed(e, cart)) return;
        var created = cart is null;
        cart ??= new Cart(e.Data.CartId, e, CurrencyOf(e));
        foreach (var line in e.Data.Lines)
        {
            var old = cart.Lines.GetValueOrDefault(KeyOf(line));
            cart.Lines[KeyOf(line)] = Priced(old, line, e, (old?.Quantity ?? 0) + line.Quantity);
        }
        if (created) Created(cart);
        Changed(cart, e);
    }

    private void Remove(Input e)
    {
        if (MeantCart(e) is not { } cart || IsMixed(e, cart)) return;
        var changed = false;
        foreach (var line in e.Data.Lines)
        {
            if (!cart.Lines.TryGetValue(KeyOf(line), out var old)) continue;
            changed = true;
            if (old.Quantity <= line.Quantity) cart.Lines.Remove(KeyOf(line));
            else cart.Lines[KeyOf(line)] = Priced(old, line, e, old.Quantity - line.Quantity);
        }
        if (changed) Changed(cart, e);
    }

    /// <summary>Replaces the content; only product, variant and quantity are content.</summary>
    private void Snapshot(Cart? cart, string? id, Input e)
    {
        if (cart is null && e.Data.Lines.Count == 0) return;
        var created = cart is null;
        cart ??= new Cart(id, e, CurrencyOf(e));
        cart.Currency = e.Data.Currency ?? cart.Currency;
        var before = cart.Lines;
        var after = new Dictionary<(string, string?), CartLine>();
        foreach (var line in e.Data.Lines)
        {
            var sofar = after.GetValueOrDefault(KeyOf(line));
            var old = sofar ?? before.GetValueOrDefault(KeyOf(line));
            after[KeyOf(line)] = Priced(old, line, e, (sofar?.Quantity ?? 0) + line.Quantity);
        }
        cart.Lines = after;
        if (created) Created(cart);
        if (created || !SameContent(before, after)) Changed(cart, e);
    }

    private void Merge(Input e)
    {
        // Domain 11: a missing or equal source does nothing; a missing target is the implicit cart.
        if (e.Data.CartId is null || OpenCart(e.Data.CartId) is not { } source) return;
        if (e.Data.TargetCartId == source.Id) return;
        var target = OpenCart(e.Data.TargetCartId);
        if (target is not null && target.Currency != source.Currency)
        {
            MixedCurrency.Add(e);
            return;
        }
        var created = target is null;
        target ??= new Cart(e.Data.TargetCartId, e, source.Currency);
        var before = target.Lines;
        target.Lines = new(before);
        foreach (var (key, line) in source.Lines)
        {
            var own = before.GetValueOrDefault(key);
            var price = own is null || line.StatedBy > own.StatedBy ? line : own;
            var quantity = Math.Max(own?.Quantity ?? 0, line.Quantity);
            target.Lines[key] = new CartLine(quantity, price.UnitPrice, price.StatedBy);
        }
        source.MergedInto = target;
        Touch(source, e);
        Touch(target, e);
        CloseCart(source, "merged", e.Time);
        if (created) Created(target);
        if (created || !SameContent(before, target.Lines)) Changed(target, e);
    }

    private void Created(Cart cart)
    {
        _carts.Add(cart);
        AttachCheckout(cart);
    }

    /// <summary>The content changed: an empty cart is over, any other is armed anew.</summary>
    private void Changed(Cart cart, Input e)
    {
        Touch(cart, e);
        cart.LastChange = e;
        if (cart.Lines.Count == 0) CloseCart(cart, "emptied", e.Time);
        else ArmCart(cart);
    }

    private void Touch(Cart cart, Input e) => _sessionOf[e].TouchedCarts.Add(cart);

    private void CloseCart(Cart cart, string rule, long at)
    {
        cart.ClosedBy = rule;
        cart.ClosedAt = at;
        EndFor(cart, Kind.Checkout, rule, at);
        EndFor(cart, Kind.Cart, rule, at);
        if (cart.Checkout is { } checkout) checkout.Open = false;
    }

    /// <summary>Unit price: the latest stated one; null does not override; 0 is a price.</summary>
    private CartLine Priced(CartLine? old, EventLine line, Input e, long quantity) => line.UnitPrice is { } price
        ? new CartLine(quantity, price, _soFar.IndexOf(e))
        : new CartLine(quantity, old?.UnitPrice, old?.StatedBy ?? -1);

    private static bool SameContent(
        Dictionary<(string, string?), CartLine> a, Dictionary<(string, string?), CartLine> b) =>
        a.Count == b.Count && a.All(l => b.TryGetValue(l.Key, out var other) && other.Quantity == l.Value.Quantity);

    private static (string, string?) KeyOf(EventLine line) =>
        (line.ProductId, string.IsNullOrEmpty(line.Variant) ? null : line.Variant);
}
