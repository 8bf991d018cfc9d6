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
    private readonly PolicyHistory _policies;
    private ShopEvent? _atHand;

    public AbandonmentSignals(KeyedScope<Customer> scope, PolicyHistory policies) =>
        (_scope, _policies) = (scope, policies);

    /// <summary>Whether a kind is on now. What was armed while it was is ended all the same when it is off.</summary>
    private AbandonmentPolicy Policy => _policies.At(_scope.Now).Abandonment;

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
        if (next.Type != EventType.Placed) return;
        if (OrderBook.IsChangeOfPlaced(_scope.State.Orders, next)) return;
        Emit(new AbsenceSignal
        {
            Action = AbsenceAction.Disarm, Kind = Browse, Subject = AbsenceSignal.AnySubject, Rule = "order",
        });
        Emit(new AbsenceSignal
        {
            Action = AbsenceAction.Recover, Kind = Browse,
            SubjectKey = 0, ActivityAt = long.MinValue, Rule = "ordered"
        });
    }

    public void OnSession(SessionElement<SessionFacts> element)
    {
        if (element.IsClosed) ArmBrowse(element.Session, isOrdered: element.CutByCap && IsOrder(_atHand!));
        else Emit(
            new AbsenceSignal
            {
                Action = AbsenceAction.Disarm, Kind = Browse, Subject = AbsenceSignal.AnySubject, Rule = OpeningRule(),
            });
    }

    public void OnCart(CartFact fact)
    {
        switch (fact.Kind)
        {
            case CartFactKind.Created or CartFactKind.Changed:
                ArmCart(fact.Cart!);
                break;
            case CartFactKind.CheckoutStepped when Policy.Checkout.Enabled:
                End(AbsenceAction.Disarm, Cart, fact.Cart!, "checkout_opened");
                ArmCheckout(fact.Cart!);
                break;
            case CartFactKind.CheckoutStepped or CartFactKind.CheckoutReplaced:
                End(AbsenceAction.Reset, Checkout, fact.Cart!, "checkout_step");
                break;
            case CartFactKind.CheckoutNamedByOrder:
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

    /// <summary>An order that comes after the cap closes the session, and is there by then.</summary>
    private bool IsOrder(ShopEvent next) =>
        next.Type == EventType.Placed && !OrderBook.IsChangeOfPlaced(_scope.State.Orders, next);

    private void ArmBrowse(in SessionSlot<SessionFacts> session, bool isOrdered)
    {
        var facts = session.Value;
        var browse = _policies.At(session.End).Abandonment.Browse;
        if (!browse.Enabled) return;
        var looked = facts.ProductViews >= browse.MinProductViews || facts.HasLongDwell;
        var ordered = isOrdered || _scope.State.Fold.LastOrderAt >= session.Start;
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
            // Each session arms for itself: one that a late event is alone may lie within another.
            Action = AbsenceAction.Arm, Kind = Browse, Subject = session.Start, SubjectKey = 0,
            ActivityAt = session.End,
            CreatedAt = session.Start, Context = SessionRules.IdOf(_scope.State, session.Start),
            Rule = "session_resumed",
        });
    }

    private void ArmCart(Cart cart)
    {
        var policy = Policy;
        // What an earlier version of the policy armed ends here: the cart is no longer unchanged since.
        if (policy.Checkout.Enabled && _scope.State.Fold.IsInCheckout(cart))
            End(AbsenceAction.Disarm, Cart, cart, "checkout_opened");
        else if (!policy.Cart.Enabled) End(AbsenceAction.Reset, Cart, cart, "cart_changed");
        else Arm(Cart, cart, cart.ChangedAt, _scope.State.Fold.Session.Start, "cart_changed");
    }

    /// <summary>The last step may be of an earlier session: a cart that is created takes an open checkout on.</summary>
    private void ArmCheckout(Cart cart)
    {
        var checkout = _scope.State.Fold.CheckoutOf(cart)!;
        Arm(Checkout, cart, checkout.LastStepAt, checkout.SessionStart, "checkout_step");
    }

    private void Arm(int kind, Cart cart, long activityAt, long sessionStart, string rule) => Emit(new AbsenceSignal
    {
        Action = AbsenceAction.Arm, Kind = kind, Subject = cart.Serial, SubjectKey = cart.Key, ActivityAt = activityAt,
        CreatedAt = cart.CreatedAt, Name = cart.Id,
        Context = SessionRules.IdOf(_scope.State, sessionStart), Rule = rule,
    });

    private void EndCart(Cart cart, string rule)
    {
        End(AbsenceAction.Disarm, Checkout, cart, rule);
        End(AbsenceAction.Disarm, Cart, cart, rule);
    }

    private void End(AbsenceAction action, int kind, Cart cart, string rule) =>
        Emit(new AbsenceSignal
        {
            Action = action, Kind = kind, Subject = cart.Serial, SubjectKey = cart.Key, Rule = rule,
        });
}
