using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Abandonment;

/// <summary>
/// What arms, resets, disarms and recovers candidates: the table of docs/domain.md, "Abandonment". A kind that is off
/// neither arms nor disarms.
/// </summary>
internal sealed class AbandonmentSignals : HotOperator<AbsenceSignal>
{
    private const int Checkout = (int)AbandonmentKind.Checkout;
    private const int Cart = (int)AbandonmentKind.Cart;
    private const int Browse = (int)AbandonmentKind.Browse;

    private readonly KeyedScope<Customer> _scope;
    private readonly AbandonmentPolicy _policy;
    private ShopEvent? _atHand;

    public AbandonmentSignals(KeyedScope<Customer> scope, AbandonmentPolicy policy) =>
        (_scope, _policy) = (scope, policy);

    /// <summary>To be called with each event before sessions and carts see it.</summary>
    public void OnEvent(ShopEvent next) => _atHand = next;

    /// <summary>To be called with each event after sessions and carts saw it.</summary>
    public void AfterEvent(ShopEvent next)
    {
        if (next.Type == EventType.ConsentChanged && next.Granted == false && ProfileRules.IsMarketing(next))
            Emit(new AbsenceSignal
            {
                Action = AbsenceAction.Disarm,
                Kind = AbsenceSignal.AnyKind, Subject = AbsenceSignal.AnySubject, Rule = "consent_revoked"
            });
        if (next.Type != EventType.Placed || !_policy.Browse.Enabled) return;
        if (OrderBook.IsChangeOfPlaced(_scope.State.Orders, next)) return;
        Emit(new AbsenceSignal { Action = AbsenceAction.Disarm, Kind = Browse, Subject = 0, Rule = "order" });
        Emit(new AbsenceSignal
        {
            Action = AbsenceAction.Recover, Kind = Browse,
            SubjectKey = 0, ActivityAt = long.MinValue, Rule = "ordered"
        });
    }

    public void OnSession(SessionElement<SessionFacts> element)
    {
        if (!_policy.Browse.Enabled) return;
        if (element.IsClosed) ArmBrowse(element.Session);
        else Emit(
            new AbsenceSignal { Action = AbsenceAction.Disarm, Kind = Browse, Subject = 0, Rule = OpeningRule() });
    }

    public void OnCart(CartFact fact)
    {
        switch (fact.Kind)
        {
            case CartFactKind.Created or CartFactKind.Changed:
                ArmCart(fact.Cart!);
                break;
            case CartFactKind.CheckoutStepped when _policy.Checkout.Enabled:
                if (fact.Opens) End(AbsenceAction.Disarm, Cart, fact.Cart!, "checkout_opened");
                ArmCheckout(fact.Cart!);
                break;
            case CartFactKind.CheckoutReplaced:
                End(AbsenceAction.Reset, Checkout, fact.Cart!, "checkout_step");
                break;
            case CartFactKind.CheckoutNamedByOrder when _policy.Checkout.Enabled:
                End(AbsenceAction.Disarm, Checkout, fact.Cart!, "ordered");
                break;
            case CartFactKind.Emptied:
                EndCart(fact.Cart!, "emptied");
                break;
            case CartFactKind.MergedAway:
                EndCart(fact.Cart!, "merged");
                break;
            case CartFactKind.Expired:
                EndCart(fact.Cart!, "expired");
                break;
            case CartFactKind.Ordered:
                EndCart(fact.Cart!, "ordered");
                Emit(new AbsenceSignal
                {
                    Action = AbsenceAction.Recover, Kind = AbsenceSignal.AnyKind,
                    SubjectKey = fact.Cart!.Key, ActivityAt = fact.Cart.CreatedAt, Rule = "ordered"
                });
                break;
        }
    }

    private string OpeningRule() => _atHand?.Type switch
    {
        EventType.Add => "cart_add",
        EventType.Placed => "order",
        _ => "session_resumed",
    };

    private void ArmBrowse(in SessionSlot<SessionFacts> session)
    {
        var facts = session.Value;
        var looked = facts.ProductViews >= _policy.Browse.MinProductViews || facts.HasLongDwell;
        var ordered = _scope.State.Fold.LastOrderAt >= session.Start;
        if (!looked) return;
        if (facts.TouchedCart || ordered)
        {
            Emit(new AbsenceSignal
            {
                Action = AbsenceAction.Withhold, Kind = Browse, SubjectKey = 0, ActivityAt = session.End,
                Rule = facts.TouchedCart ? "cart_add" : "order",
            });
            return;
        }

        Emit(new AbsenceSignal
        {
            Action = AbsenceAction.Arm, Kind = Browse, Subject = 0, SubjectKey = 0, ActivityAt = session.End,
            CreatedAt = session.Start, Context = SessionRules.IdOf(_scope.State, session.Start),
            Rule = "session_resumed",
        });
    }

    private void ArmCart(Cart cart)
    {
        if (!_policy.Cart.Enabled || (_policy.Checkout.Enabled && _scope.State.Fold.IsInCheckout(cart))) return;
        Arm(Cart, cart, cart.ChangedAt, cart.CreatedAt, "cart_changed");
    }

    private void ArmCheckout(Cart cart) =>
        Arm(Checkout, cart, _scope.State.Fold.CheckoutOf(cart)!.LastStepAt, cart.CreatedAt, "checkout_step");

    private void Arm(int kind, Cart cart, long activityAt, long createdAt, string rule) => Emit(new AbsenceSignal
    {
        Action = AbsenceAction.Arm, Kind = kind, Subject = cart.Serial, SubjectKey = cart.Key, ActivityAt = activityAt,
        CreatedAt = createdAt, Name = cart.Id,
        Context = SessionAtHand(), Rule = rule,
    });

    private void EndCart(Cart cart, string rule)
    {
        if (_policy.Checkout.Enabled) End(AbsenceAction.Disarm, Checkout, cart, rule);
        if (_policy.Cart.Enabled) End(AbsenceAction.Disarm, Cart, cart, rule);
    }

    private void End(AbsenceAction action, int kind, Cart cart, string rule) =>
        Emit(new AbsenceSignal
        {
            Action = action, Kind = kind, Subject = cart.Serial, SubjectKey = cart.Key, Rule = rule,
        });

    private Core.Hashing.Hash128 SessionAtHand() =>
        _scope.State.Fold.Session.IsOpen ? SessionRules.IdOf(_scope.State, _scope.State.Fold.Session.Start) : default;
}
