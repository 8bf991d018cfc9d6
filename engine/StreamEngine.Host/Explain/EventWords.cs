using System.Globalization;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Events;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Host.Explain;

/// <summary>Events, lines and amounts in words.</summary>
internal static class EventWords
{
    /// <summary>What an event says: its type, then what matters of it.</summary>
    public static string Of(ShopEvent next)
    {
        var words = new StringBuilder(next.Type.NameOf());
        Add(words, "", next, next.ProductId);
        foreach (var line in next.Lines)
        {
            words.Append(' ').Append(Text(next, line.Product));
            if (!line.Variant.IsEmpty) words.Append('/').Append(Text(next, line.Variant));
            words.Append(CultureInfo.InvariantCulture, $" ×{line.Quantity}");
            if (line.HasPrice) words.Append(" at ").Append(Number(Money.FromParts(line.Price)));
        }

        Add(words, "cart ", next, next.CartId);
        Add(words, "into cart ", next, next.TargetCartId);
        Add(words, "checkout ", next, next.CheckoutId);
        Add(words, "order ", next, next.OrderId);
        Add(words, "step ", next, next.Step);
        Add(words, "error ", next, next.ErrorCode);
        if (next.ErrorKind != ErrorKind.None) words.Append(next.ErrorKind == ErrorKind.Hard ? " (hard)" : " (soft)");
        if (next.RefundAmount is { } refund) words.Append(" of ").Append(Number(Money.FromParts(refund)));
        Add(words, "", next, next.Purpose);
        if (next.Granted is { } granted) words.Append(granted ? " granted" : " revoked");
        if (next.Rating > 0) words.Append(CultureInfo.InvariantCulture, $" rating {next.Rating}");
        if (next.DwellMs > 0) words.Append(CultureInfo.InvariantCulture, $" for {next.DwellMs} ms");
        if (next.Topic == EventTopic.Orders && next.Channel != Channel.Web)
            words.Append(" by ").Append(next.Channel.ToString().ToLowerInvariant());
        if (next.IsTest) words.Append(" (test)");
        return words.ToString();
    }

    /// <summary>What a cart holds and is worth.</summary>
    public static string Of(Cart cart)
    {
        var lines = string.Join(", ", cart.Lines.Select(line => string.Create(CultureInfo.InvariantCulture,
            $"{line.ProductId}{(line.Variant is null ? "" : "/" + line.Variant)} ×{line.Quantity}")));
        return $"{lines}; {Amount(cart.Value, cart.Currency)}";
    }

    /// <summary>An amount with its currency.</summary>
    public static string Amount(decimal? value, string? currency) =>
        value is { } known ? $"{Number(known)} {currency}" : "value unknown";

    /// <summary>A count with its noun.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Number(decimal amount) =>
        (amount / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static string Text(ShopEvent next, Slice slice) => Encoding.UTF8.GetString(next.Text(slice));

    private static void Add(StringBuilder words, string label, ShopEvent next, Slice slice)
    {
        if (!slice.IsEmpty) words.Append(' ').Append(label).Append(Text(next, slice));
    }
}
