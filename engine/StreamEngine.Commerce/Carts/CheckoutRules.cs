using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Operators.Absence;

namespace StreamEngine.Commerce.Carts;

/// <summary>What the end of a candidate means for its checkout.</summary>
internal static class CheckoutRules
{
    /// <summary>
    /// A checkout is no longer open once its last step's candidate is decided: after that a change of the cart arms the
    /// cart, and a step the checkout.
    /// </summary>
    public static void AfterLastStep(in Candidate candidate, Customer customer)
    {
        if (candidate.Kind != (int)AbandonmentKind.Checkout) return;
        var serial = candidate.Subject;
        var cart = customer.Fold.CartOf(serial);
        if (cart is not null && customer.Fold.CheckoutOf(cart) is { } checkout) checkout.IsOpen = false;
    }
}
