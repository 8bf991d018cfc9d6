using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;

namespace StreamEngine.Commerce.Tracing;

/// <summary>
/// Watches the pipeline at work, element by element and in order: it is told what the operators say to each other, and
/// decides nothing. Everything is valid during the call only. Folding again after a late event is told too; the scope
/// says why the fold runs.
/// </summary>
public interface IShopTrace
{
    /// <summary>An event, before anything is made of it.</summary>
    void OnEvent(KeyedScope<Customer> scope, ShopEvent next);

    /// <summary>A session opened or closed.</summary>
    void OnSession(KeyedScope<Customer> scope, SessionElement<SessionFacts> element);

    /// <summary>Something happened to a cart or checkout.</summary>
    void OnCart(KeyedScope<Customer> scope, CartFact fact);

    /// <summary>Candidates are armed, reset, disarmed or recovered; decisions follow from it.</summary>
    void OnSignal(KeyedScope<Customer> scope, AbsenceSignal signal);

    /// <summary>The same event, after everything was made of it.</summary>
    void AfterEvent(KeyedScope<Customer> scope, ShopEvent next);
}
