using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Orders;

/// <summary>Money that went back to the customer.</summary>
/// <param name="Time">When.</param>
/// <param name="Amount">How much, all of it.</param>
/// <param name="Deducted">How much of it net sales lose: together at most gross − discount of the order.</param>
/// <param name="Reason">Why: its own reason, else that of the return before it; null where none is stated.</param>
public readonly record struct Refund(long Time, decimal Amount, decimal Deducted, string? Reason);

/// <summary>
/// One order of a customer: everything said about it, in event-time order, and what follows. Statements that come
/// before the order itself wait for it.
/// </summary>
public sealed class Order
{
    private static readonly List<Refund> NoRefunds = [];

    private readonly List<OrderStatement> _statements = new(capacity: 1);

    public Order(string id) => Id = id;

    /// <summary>Unique per customer; the event's id where the order states none.</summary>
    public string Id { get; }

    public IReadOnlyList<OrderStatement> Statements => _statements;

    /// <summary>The first placing; null while only other statements are known.</summary>
    public OrderStatement? Placed { get; private set; }

    public bool IsPlaced => Placed is not null;
    public bool IsTest => Placed?.IsTest == true;

    /// <summary>The first cancellation; null where there is none.</summary>
    public OrderStatement? Cancellation { get; private set; }

    /// <summary>What the order finally states: updates replace what they state.</summary>
    public IReadOnlyList<OrderLine> Lines { get; private set; } = [];
    public string? Currency { get; private set; }
    public decimal Discount { get; private set; }
    public decimal Costs { get; private set; }

    /// <summary>Σ price × quantity of the lines; a line without a price adds 0.</summary>
    public decimal Gross { get; private set; }

    /// <summary>In event-time order: all of them.</summary>
    public IReadOnlyList<Refund> Refunds { get; private set; } = [];

    /// <summary>What a cancellation takes from net sales: what refunds before it left.</summary>
    public decimal CancelledValue { get; private set; }

    /// <summary>True where the order was cancelled at or before that time.</summary>
    public bool IsCancelledAsOf(long time) => Cancellation is { } cancellation && cancellation.Time <= time;

    /// <summary>Takes a statement in, wherever in time it belongs.</summary>
    public void Add(OrderStatement statement)
    {
        var at = _statements.FindIndex(s => s.Time > statement.Time);
        _statements.Insert(at < 0 ? _statements.Count : at, statement);
        Evaluate();
    }

    /// <summary>An order as state is read: its statements in event-time order.</summary>
    internal static Order Restore(string id, IReadOnlyList<OrderStatement> statements)
    {
        var order = new Order(id);
        order._statements.AddRange(statements);
        order.Evaluate();
        return order;
    }

    private void Evaluate()
    {
        Placed = _statements.Find(s => s.Type == EventType.Placed);
        Cancellation = _statements.Find(s => s.Type == EventType.Cancelled);
        Lines = Placed?.Lines ?? [];
        Currency = Placed?.Currency;
        var discount = Placed?.Discount ?? 0;
        var costs = Placed?.Costs ?? 0;
        foreach (var statement in _statements)
        {
            if (statement.Type is not (EventType.Updated or EventType.Placed) || !IsPlaced) continue;
            if (ReferenceEquals(statement, Placed)) continue;
            if (statement.Lines.Count > 0) Lines = statement.Lines;
            Currency = statement.Currency ?? Currency;
            discount = statement.Discount ?? discount;
            costs = statement.Costs ?? costs;
        }

        Discount = Money.FromParts(discount);
        Costs = Money.FromParts(costs);
        Gross = SumOf(Lines);
        EvaluateRefunds();
    }

    private void EvaluateRefunds()
    {
        List<Refund>? refunds = null;
        // Negative where the discount exceeds the lines: a cancelled order comes to 0 all the same.
        var remaining = IsPlaced ? Gross - Discount : decimal.MaxValue;
        var unrefunded = Math.Max(0, Gross - Discount);
        CancelledValue = 0;
        string? returnReason = null;
        foreach (var statement in _statements)
        {
            if (statement.Type is EventType.ReturnRequested or EventType.ReturnReceived)
                returnReason = statement.Reason ?? returnReason;
            if (ReferenceEquals(statement, Cancellation) && IsPlaced) (CancelledValue, remaining) = (remaining, 0);
            if (statement.Type != EventType.Refunded) continue;
            var amount = AmountOf(statement, unrefunded);
            var deducted = Math.Min(amount, Math.Max(0, remaining));
            remaining -= deducted;
            unrefunded = Math.Max(0, unrefunded - amount);
            (refunds ??= []).Add(new Refund(statement.Time, amount, deducted, statement.Reason ?? returnReason));
        }

        Refunds = refunds ?? NoRefunds;
    }

    /// <summary>The stated amount, else its lines at order prices, else what is left (docs/domain.md, KPIs).</summary>
    private decimal AmountOf(OrderStatement refund, decimal unrefunded)
    {
        if (refund.Amount is { } stated) return Money.FromParts(stated);
        if (refund.Lines.Count == 0) return IsPlaced ? unrefunded : 0;
        var sum = 0m;
        foreach (var line in refund.Lines) sum += PriceOf(line) * line.Quantity;
        return sum;
    }

    private decimal PriceOf(in OrderLine refunded)
    {
        OrderLine? byProduct = null;
        var hasVariant = false;
        foreach (var line in Lines)
        {
            if (line.ProductId != refunded.ProductId) continue;
            var isVariant = line.Variant == refunded.Variant;
            hasVariant |= isVariant;
            if (!line.HasPrice) continue;
            if (isVariant) return Money.FromParts(line.Price);
            byProduct ??= line;
        }

        // The price of another variant speaks for one that the order does not have, not for one without a price.
        if (!hasVariant && byProduct is { } other) return Money.FromParts(other.Price);
        return refunded.HasPrice ? Money.FromParts(refunded.Price) : 0;
    }

    private static decimal SumOf(IReadOnlyList<OrderLine> lines)
    {
        var sum = 0m;
        foreach (var line in lines)
            if (line.HasPrice) sum += Money.FromParts(line.Price) * line.Quantity;
        return sum;
    }
}
