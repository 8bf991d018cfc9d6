using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Tests.Shop;

/// <summary>What is in a cart after its events: a plain fold, apart from the generator's own book-keeping.</summary>
internal sealed class CartContent
{
    private readonly Dictionary<string, long> _quantities = [];

    public IEnumerable<string> Products => _quantities.Keys;

    /// <summary>Applies the event to its cart; a product can only be taken out that is in.</summary>
    public static void Fold(EventData data, string cartId, Dictionary<string, CartContent> carts)
    {
        if (!carts.TryGetValue(cartId, out var cart)) carts[cartId] = cart = new CartContent();
        if (data.Type == EventType.Snapshot) cart._quantities.Clear();
        if (data.Type == EventType.Merged) carts[data.TargetCartId!].TakeOver(cart);
        foreach (var line in data.Lines)
        {
            if (data.Type is EventType.Add or EventType.Snapshot) cart.Put(line.ProductId, line.Quantity);
            if (data.Type == EventType.Remove) cart.Take(line.ProductId, line.Quantity);
        }
    }

    private void TakeOver(CartContent source)
    {
        foreach (var (product, quantity) in source._quantities) Put(product, quantity);
        source._quantities.Clear();
    }

    private void Put(string product, long quantity) =>
        _quantities[product] = _quantities.GetValueOrDefault(product) + quantity;

    private void Take(string product, long quantity)
    {
        var left = _quantities[product] -= quantity;
        Assert.True(left >= 0);
        if (left == 0) _quantities.Remove(product);
    }
}
