using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Customers;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Kpis;

/// <summary>An order after all that replaced what it stated (domain 6 and 11: money by final order lines).</summary>
internal sealed record FinalOrder(IReadOnlyList<EventLine> Lines, decimal Discount, string Currency, decimal Costs)
{
    public decimal Gross => Facts.Gross(Lines);

    public decimal Value => Gross - Discount;

    /// <summary>
    /// Updates that came before it wait for it and are applied after it, then the later ones; a second `placed` is one.
    /// </summary>
    public static FinalOrder Of(Input placed, IEnumerable<Input> linked, string policyCurrency)
    {
        var e = placed.Data;
        var order = new FinalOrder([.. e.Lines], e.Discount ?? 0, e.Currency ?? policyCurrency, e.Costs ?? 0);
        foreach (var update in linked.Where(u => u.Type is EventType.Updated or EventType.Placed))
        {
            if (update == placed) continue;
            var u = update.Data;
            order = new FinalOrder(
                u.Lines.Count > 0 ? [.. u.Lines] : order.Lines, u.Discount ?? order.Discount,
                u.Currency ?? order.Currency, u.Costs ?? order.Costs);
        }
        return order;
    }

    /// <summary>The amount stated, else its lines at order prices, else what is left of the order's value.</summary>
    public decimal RefundOf(Input refund, decimal refundedBefore)
    {
        if (refund.Data.RefundAmount is { } amount) return amount;
        if (refund.Data.Lines.Count > 0) return refund.Data.Lines.Sum(l => l.Quantity * PriceOf(l));
        return Math.Max(0, Value - refundedBefore);
    }

    private decimal PriceOf(EventLine line)
    {
        var same = Lines.Where(l => l.ProductId == line.ProductId).ToList();
        var exact = same.Where(l => (l.Variant ?? "") == (line.Variant ?? "")).ToList();
        return (exact.Count > 0 ? exact : same).Select(l => l.UnitPrice).FirstOrDefault(p => p is not null)
            ?? line.UnitPrice ?? 0;
    }
}
