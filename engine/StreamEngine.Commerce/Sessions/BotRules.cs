using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.SessionWindow;

namespace StreamEngine.Commerce.Sessions;

/// <summary>Bots by their behaviour (docs/domain.md, "Bots").</summary>
internal static class BotRules
{
    /// <summary>How many bot sessions a customer's candidates may refer to.</summary>
    private const int MaxRemembered = 32;

    /// <summary>
    /// Marks the third and every further session in a row that the cap cut, and remembers bots' sessions for candidates
    /// that are still armed when they close.
    /// </summary>
    public static void Apply(SessionElement<SessionFacts> element, Customer customer, ShopPolicy policy)
    {
        if (!element.IsClosed) return;
        if (element.CutByCap && element.Session.CutsBefore + 1 >= policy.Bots.CappedSessions)
            element.Session.Value.IsBot = true;
        if (!element.Session.Value.IsBot) return;
        var bots = customer.Fold.BotSessions ??= [];
        if (bots.Count == MaxRemembered) bots.RemoveAt(0);
        bots.Add(SessionRules.IdOf(customer, element.Session.Start));
    }
}
