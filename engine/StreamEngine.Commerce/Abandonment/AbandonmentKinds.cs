using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.Absence;

namespace StreamEngine.Commerce.Abandonment;

/// <summary>The kinds of abandonment as the absence operator knows them, the most significant first.</summary>
internal static class AbandonmentKinds
{
    public static AbsenceOptions Of(AbandonmentPolicy policy) => new(
        [
            new AbsenceKind("checkout", policy.Checkout.StepsMs),
            new AbsenceKind("cart", policy.Cart.StepsMs),
            new AbsenceKind("browse", policy.Browse.StepsMs),
        ],
        policy.RecoveryWindowMs);
}
