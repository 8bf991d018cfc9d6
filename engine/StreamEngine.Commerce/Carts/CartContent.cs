using StreamEngine.Commerce.Events;

namespace StreamEngine.Commerce.Carts;

/// <summary>
/// Changes of a cart's lines. Each returns true where products, variants or quantities changed. The serial is that of
/// the event among the customer's, for the prices that it states.
/// </summary>
internal static class CartContent
{
    public static bool Add(List<CartLine> lines, ShopEvent next, TextPool texts, long serial) =>
        Add(lines, 0, next, texts, serial);

    /// <summary>Adds to the lines from an index on; those before it are not looked at.</summary>
    private static bool Add(List<CartLine> lines, int from, ShopEvent next, TextPool texts, long serial)
    {
        foreach (var stated in next.Lines)
        {
            var product = texts.Get(next.Text(stated.Product));
            var variant = texts.Get(next, stated.Variant);
            var index = Find(lines, from, product, variant);
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
            var index = Find(lines, 0, texts.Get(next.Text(stated.Product)), texts.Get(next, stated.Variant));
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
    public static bool Replace(List<CartLine> lines, ShopEvent next, TextPool texts, long serial)
    {
        // The new lines are put behind the old ones, compared with them, and moved to the front: no list is made.
        var former = lines.Count;
        Add(lines, former, next, texts, serial);
        var changed = lines.Count != former * 2;
        for (var i = former; i < lines.Count; i++)
        {
            var line = lines[i];
            var old = FindFormer(lines, former, line);
            changed |= old < 0 || lines[old].Quantity != line.Quantity;
            if (line.HasPrice || old < 0) continue;
            (line.Price, line.HasPrice, line.PriceSerial) =
                (lines[old].Price, lines[old].HasPrice, lines[old].PriceSerial);
            lines[i] = line;
        }

        lines.RemoveRange(0, former);
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
            var index = Find(target, 0, moved.ProductId, moved.Variant);
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

    private static int Find(List<CartLine> lines, int from, string product, string? variant)
    {
        for (var i = from; i < lines.Count; i++)
            if (lines[i].IsOf(product, variant)) return i;
        return -1;
    }

    private static int FindFormer(List<CartLine> lines, int former, in CartLine line)
    {
        for (var i = 0; i < former; i++)
            if (lines[i].IsOf(line.ProductId, line.Variant)) return i;
        return -1;
    }

    private static void Price(ref CartLine line, in LineRef stated, long serial)
    {
        if (!stated.HasPrice) return;
        line.Price = stated.Price;
        line.HasPrice = true;
        line.PriceSerial = serial;
    }
}
