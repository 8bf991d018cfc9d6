using System.Text;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Core.Hashing;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Orders;

/// <summary>
/// The orders of a customer with event times, so that it can be asked about any moment; what a late event says is put
/// where it belongs in time.
/// </summary>
public sealed class OrderBook
{
    private readonly Dictionary<string, Order> _orders = [];
    private readonly List<Order> _placed = new(capacity: 1);

    /// <summary>Hashes of the ids of orders whose details were forgotten: an order is counted once, for ever.</summary>
    private HashSet<Hash128>? _forgotten;

    /// <summary>Placed orders by time of placing.</summary>
    public IReadOnlyList<Order> Placed => _placed;

    /// <summary>All orders, also those of which only a cancellation or refund is known.</summary>
    public IReadOnlyCollection<Order> All => _orders.Values;

    /// <summary>What figures must know of the orders that were forgotten.</summary>
    public ForgottenOrders Forgotten { get; private set; } = ForgottenOrders.None;

    /// <summary>The first order that counts in figures; null where there is none among those known.</summary>
    public Order? First =>
        _placed.Find(o => !o.IsTest) is { } first && first.Placed!.Time <= Forgotten.FirstAt ? first : null;

    /// <summary>The order of that id; null where nothing is known of it.</summary>
    public Order? Find(string id) => _orders.GetValueOrDefault(id);

    /// <summary>
    /// True where this placed event repeats what the order's first one said, or the order is long known.
    /// </summary>
    public bool IsRepeated(string id, OrderStatement placed, string policyCurrency) =>
        (Find(id) is { Placed: { } first } && placed.SaysTheSameAs(first, policyCurrency))
            || _forgotten?.Contains(HashOf(id)) == true;

    /// <summary>
    /// The latest order placed in (after, until] and not cancelled by <paramref name="until"/>; null without one.
    /// </summary>
    public Order? LastOrderedBetween(long after, long until)
    {
        for (var i = _placed.Count - 1; i >= 0 && _placed[i].Placed!.Time > after; i--)
            if (_placed[i].Placed!.Time <= until && !_placed[i].IsCancelledAsOf(until)) return _placed[i];
        return null;
    }

    /// <summary>True where an order was placed at or before that time and not cancelled by then.</summary>
    public bool HasOrderNotCancelled(long asOf) =>
        _placed.Exists(o => o.Placed!.Time <= asOf && !o.IsCancelledAsOf(asOf));

    /// <summary>Takes in what an event says about an order.</summary>
    public void Add(string id, OrderStatement statement)
    {
        if (!_orders.TryGetValue(id, out var order)) _orders.Add(id, order = new Order(id));
        var before = order.Placed;
        order.Add(statement);
        // Orders of equal time keep the order in which they were placed, whatever is said about them later.
        if (order.Placed is not { } placed || ReferenceEquals(placed, before)) return;
        _placed.Remove(order);
        var at = _placed.FindIndex(o => o.Placed!.Time > placed.Time);
        _placed.Insert(at < 0 ? _placed.Count : at, order);
    }

    /// <summary>
    /// Forgets the details of orders that nothing can refer to any more; their ids are kept as hashes.
    /// </summary>
    public void Forget(long before, string policyCurrency)
    {
        List<Order>? over = null;
        foreach (var order in _orders.Values)
            if (IsOver(order, before)) (over ??= []).Add(order);
        if (over is null) return;
        foreach (var order in over)
        {
            _orders.Remove(order.Id);
            if (!_placed.Remove(order)) continue;
            RestoreForgotten(HashOf(order.Id));
            if (!order.IsTest) Forgotten = Forgotten.And(order.Placed!.Time, order.Currency ?? policyCurrency);
        }
    }

    private static bool IsOver(Order order, long before) =>
        order.Statements[^1].Time < before && (order.Placed?.Time ?? long.MinValue) < before;

    /// <summary>
    /// True where a placed event is not the order's first: it changes the order and places none. The book knows the
    /// first one by its event, so that the answer is the same when the event is folded again; an id alone may come
    /// again days later.
    /// </summary>
    public static bool IsChangeOfPlaced(OrderBook? book, ShopEvent placed) =>
        book?.Find(IdOf(placed)!)?.Placed is { } first
            && (first.Time < placed.Time || (first.Time == placed.Time && first.Identity != placed.Identity));

    /// <summary>
    /// The id of the order that an event speaks of; null for a refund or cancellation that names none.
    /// </summary>
    public static string? IdOf(ShopEvent next) => next.OrderKey ??=
        !next.OrderId.IsEmpty ? Encoding.UTF8.GetString(next.Text(next.OrderId))
        : next.Type == EventType.Placed ? Encoding.UTF8.GetString(next.Text(next.EventId))
        : null;

    /// <summary>What an event says about an order.</summary>
    internal static OrderStatement Read(ShopEvent next, TextPool texts, Origin? origin = null)
    {
        var lines = new OrderLine[next.LineCount];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = next.Lines[i];
            lines[i] = new OrderLine(
                texts.Get(next.Text(line.Product)), texts.Get(next, line.Variant),
                line.Quantity, line.Price, line.HasPrice);
        }

        return new OrderStatement
        {
            Type = next.Type, Time = next.Time, Identity = next.Identity,
            Lines = lines, Discount = next.Discount, Costs = next.Costs,
            Currency = texts.Get(next, next.Currency), IsTest = next.IsTest, Amount = next.RefundAmount,
            RefundId = texts.Get(next, next.RefundId), Reason = texts.Get(next, next.Reason), Origin = origin,
        };
    }

    /// <summary>True where nothing is known, nor was.</summary>
    internal bool IsEmpty => _orders.Count == 0 && _forgotten is null;

    /// <summary>All orders in an order of their own: placed ones as they were placed, then the others by id.</summary>
    internal List<Order> InOrder() =>
        [.. _placed, .. _orders.Values.Where(o => !o.IsPlaced).OrderBy(o => o.Id, StringComparer.Ordinal)];

    /// <summary>The hashes of forgotten orders, sorted.</summary>
    internal List<Hash128> ForgottenInOrder() => _forgotten is null ? [] : [.. _forgotten.Order()];

    /// <summary>
    /// Puts an order back as state is read, in the order of <see cref="InOrder"/>; false where it is there.
    /// </summary>
    internal bool Restore(string id, IReadOnlyList<OrderStatement> statements)
    {
        var order = Order.Restore(id, statements);
        if (!_orders.TryAdd(id, order)) return false;
        if (order.IsPlaced) _placed.Add(order);
        return true;
    }

    /// <summary>Puts the hash of a forgotten order back as state is read.</summary>
    internal void RestoreForgotten(Hash128 id) => (_forgotten ??= []).Add(id);

    /// <summary>Puts back what is known of forgotten orders as state is read.</summary>
    internal void RestoreForgotten(ForgottenOrders forgotten) => Forgotten = forgotten;

    private static Hash128 HashOf(string id) => Hash128.Of(Encoding.UTF8.GetBytes(id));
}
