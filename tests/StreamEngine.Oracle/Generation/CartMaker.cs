using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Generation;

/// <summary>Cart and checkout events over the implicit cart, over carts A and B, or over all three.</summary>
internal sealed class CartMaker(SplitMix random, ShopOptions options)
{
    private static readonly string?[][] Styles = [[null], ["A", "A", "B"], [null, null, "A", "A", "B"]];

    private readonly string?[] _cartIds = random.Pick<string?[]>(Styles);
    private readonly Dictionary<string, string> _checkoutIds = [];
    private int _checkouts;

    public EventType NextType()
    {
        var type = random.Pick(
            EventType.Add, EventType.Add, EventType.Add, EventType.Add, EventType.Remove, EventType.Snapshot,
            EventType.View, EventType.CouponApplied, EventType.Merged, EventType.CheckoutStart, EventType.CheckoutStart,
            EventType.CheckoutStep, EventType.PaymentInfo, EventType.PaymentFailed, EventType.CheckoutError);
        if (!options.Merges && type == EventType.Merged) return EventType.Add;
        return !options.Checkouts && IsCheckout(type) ? EventType.Snapshot : type;
    }

    public void Fill(EventData e)
    {
        e.CartId = NextCartId();
        e.Currency = NextCurrency();
        if (e.Type is EventType.Add or EventType.Remove) FillLines(e, 1 + random.Below(2));
        if (e.Type == EventType.Snapshot) FillLines(e, random.Below(4));
        if (e.Type == EventType.Merged) e.TargetCartId = random.Pick(null, "A", "B");
        if (!IsCheckout(e.Type)) return;
        if (e.Type == EventType.CheckoutStart && random.Chance(30)) FillLines(e, 1 + random.Below(2));
        // Where carts with and without ids mix, which cart a checkoutId alone means is left open by the domain.
        var clear = options.Ambiguous || e.CartId is not null || _cartIds.Length == 1;
        e.CheckoutId = clear && random.Chance(50) ? CheckoutIdOf(e.CartId) : null;
        e.Step = random.Pick(null, "shipping", "payment");
        if (e.Type is not (EventType.PaymentFailed or EventType.CheckoutError)) return;
        e.ErrorCode = random.Pick("card_declined", "timeout");
        e.ErrorKind = random.Pick(ErrorKind.Soft, ErrorKind.Hard);
    }

    public string? NextCartId() => random.Pick<string?>(_cartIds);

    public string? NextCurrency() => options is { MixedCurrencies: true, OrderFree: false }
        ? random.Pick(null, null, null, null, "EUR", "USD") : null;

    /// <summary>Mostly the cart's current checkout; sometimes a new one that replaces it.</summary>
    public string CheckoutIdOf(string? cartId)
    {
        if (options.Ambiguous && random.Chance(20)) return "K1";
        var cart = cartId ?? "";
        if (!_checkoutIds.ContainsKey(cart) || random.Chance(20)) _checkoutIds[cart] = "K" + ++_checkouts;
        return _checkoutIds[cart];
    }

    /// <summary>After an order, the next checkout of the cart has another id.</summary>
    public void ForgetCheckouts()
    {
        if (!options.Ambiguous) _checkoutIds.Clear();
    }

    public void FillLines(EventData e, int count)
    {
        for (var i = 0; i < count; i++)
        {
            e.Lines.Add(new EventLine(random.Pick("p1", "p1", "p2", "p3"), random.Pick(null, null, "v"),
                1 + random.Below(3), random.Pick<decimal?>(null, 0m, 4.99m, 10m, 12.3456m)));
        }
    }

    private static bool IsCheckout(EventType type) => type is EventType.CheckoutStart or EventType.CheckoutStep
        or EventType.PaymentInfo or EventType.PaymentFailed or EventType.CheckoutError;
}
