using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats;

/// <summary>Lines of orders whose rows name one piece of a product each.</summary>
internal static class OrderLines
{
    /// <summary>One more of that product: on its line, or on a new one.</summary>
    public static void AddUp(this List<EventLine> lines, string product)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!string.Equals(lines[i].ProductId, product, StringComparison.Ordinal)) continue;
            lines[i] = lines[i] with { Quantity = lines[i].Quantity + 1 };
            return;
        }
        lines.Add(new EventLine(product, null, 1, null));
    }
}
