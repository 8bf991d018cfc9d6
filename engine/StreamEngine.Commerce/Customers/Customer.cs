using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;

namespace StreamEngine.Commerce.Customers;

/// <summary>
/// The state of one customer or visitor: the fold, the base it is folded from, and what is remembered whatever comes
/// late (decisions, orders, what was published).
/// </summary>
public sealed class Customer : KeyedState
{
    private static readonly byte[] KnownPrefix = "customer:"u8.ToArray();

    public Customer(Hash128 id, byte[] key) : base(id, key) =>
        IsKnown = key.AsSpan().StartsWith(KnownPrefix);

    /// <summary>True for <c>customer:</c> keys, false for visitors.</summary>
    public bool IsKnown { get; }

    /// <summary>What follows from all events so far.</summary>
    public ShopFold Fold = new();

    /// <summary>
    /// What follows from the events before <see cref="KeyedState.BaseTime"/>; null for a new customer.
    /// </summary>
    public ShopFold? Base;

    /// <summary>
    /// Time zones, countries and campaigns as the customer's events stated them; the log refers to them by number.
    /// </summary>
    public List<string>? Places;

    /// <summary>
    /// The number of a time zone, country or campaign in <see cref="Places"/>, from 1, remembered if it is new; 0 where
    /// the list is full.
    /// </summary>
    public int PlaceOf(string name)
    {
        var places = Places ??= new(capacity: 2);
        var index = places.IndexOf(name);
        if (index >= 0) return index + 1;
        if (places.Count == Limits.MaxPlaces) return 0;
        places.Add(name);
        return places.Count;
    }

    /// <summary>
    /// The number of a place whose name is plainly that text (<see cref="TextPool.IsPlainly"/>), from 1; 0 where none
    /// is remembered.
    /// </summary>
    public int PlaceOf(ReadOnlySpan<byte> text)
    {
        if (Places is not { } places) return 0;
        for (var i = 0; i < places.Count; i++)
            if (TextPool.IsPlainly(text, places[i])) return i + 1;
        return 0;
    }

    /// <summary>Decisions on candidates.</summary>
    public AbsenceMemory? Decisions;

    /// <summary>Orders, and what refers to them.</summary>
    public OrderBook? Orders;

    /// <summary>Revisions of sessions that were published more than once or taken back.</summary>
    public SessionRevisions? Revisions;

    /// <summary>Sessions a day and month, for the counts of distinct customers.</summary>
    public ActiveWindows? Active;
}
