using StreamEngine.Commerce.Events;

namespace StreamEngine.Commerce.Carts;

/// <summary>
/// Changes of a cart's lines. Each returns true where products, variants or quantities changed. The serial is that of
/// the event among the customer's, for the prices that it states.
/// </summary>
internal static class CartContent
{
    public static bool Add(List<CartLine> lines, ShopEvent next, TextPool texts, long serial)
    {
        foreach (var stated in next.Lines)
        {
            var product = texts.Get(next.Text(stated.Product));
            var variant = texts.Get(next, stated.Variant);
            var index = Find(lines, product, variant);
            if (index < 0)
            {
                index = lines.Count;
                lines.Add(new CartLine { ProductId = product, Variant = variant });
            }

            var line = lines[index];
            line.Quantity += stated.Quantity;
            Price(ref line, stated, serial);
            lines[index] = line;
        }

        return next.LineCount > 0;
    }

    public static bool Remove(List<CartLine> lines, ShopEvent next, TextPool texts, long serial)
    {
        var changed = false;
        foreach (var stated in next.Lines)
        {
            var index = Find(lines, texts.Get(next.Text(stated.Product)), texts.Get(next, stated.Variant));
            if (index < 0) continue;
            var line = lines[index];
            line.Quantity -= stated.Quantity;
            Price(ref line, stated, serial);
            if (line.Quantity > 0) lines[index] = line;
            else lines.RemoveAt(index);
            changed = true;
        }

        return changed;
    }

    /// <summary>Replaces the content; lines of the same product and variant add up, known prices are kept.</summary>
    /// <param name="lines">The lines of the cart.</param>
    /// <param name="former">A list that is used again: holds what the cart held, for the time of the call.</param>
    /// <param name="next">States the new lines.</param>
    /// <param name="texts">Texts that come again.</param>
    /// <param name="serial">That of the event.</param>
    public static bool Replace(
        List<CartLine> lines, List<CartLine> former, ShopEvent next, TextPool texts, long serial)
    {
        former.Clear();
        former.AddRange(lines);
        lines.Clear();
        Add(lines, next, texts, serial);
        var changed = lines.Count != former.Count;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var old = Find(former, line.ProductId, line.Variant);
            changed |= old < 0 || former[old].Quantity != line.Quantity;
            if (line.HasPrice || old < 0) continue;
            (line.Price, line.HasPrice, line.PriceSerial) =
                (former[old].Price, former[old].HasPrice, former[old].PriceSerial);
            lines[i] = line;
        }

        return changed;
    }

    /// <summary>
    /// Moves lines into the target with the larger quantity per product; the latest stated price wins.
    /// </summary>
    public static bool Merge(List<CartLine> target, List<CartLine> source)
    {
        var changed = false;
        foreach (var moved in source)
        {
            var index = Find(target, moved.ProductId, moved.Variant);
            if (index < 0)
            {
                target.Add(moved);
                changed = true;
                continue;
            }

            var line = target[index];
            changed |= moved.Quantity > line.Quantity;
            line.Quantity = Math.Max(line.Quantity, moved.Quantity);
            if (moved.HasPrice && (!line.HasPrice || moved.PriceSerial > line.PriceSerial))
                (line.Price, line.HasPrice, line.PriceSerial) = (moved.Price, true, moved.PriceSerial);
            target[index] = line;
        }

        return changed;
    }

    public static bool SharesProduct(List<CartLine> lines, ShopEvent order, TextPool texts)
    {
        foreach (var stated in order.Lines)
        {
            var product = texts.Get(order.Text(stated.Product));
            foreach (var line in lines)
                if (line.ProductId == product) return true;
        }

        return false;
    }

    private static int Find(List<CartLine> lines, string product, string? variant)
    {
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].IsOf(product, variant)) return i;
        return -1;
    }

    private static void Price(ref CartLine line, in LineRef stated, long serial)
    {
        if (!stated.HasPrice) return;
        line.Price = stated.Price;
        line.HasPrice = true;
        line.PriceSerial = checked((int)serial);
    }
}
