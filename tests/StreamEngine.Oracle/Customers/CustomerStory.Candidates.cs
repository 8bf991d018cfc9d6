using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Carts;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;
using StreamEngine.Oracle.Sessions;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 5: arming, disarming and deciding candidates.</summary>
internal sealed partial class CustomerStory
{
    /// <summary>Armed and decided ones, in the order of arming; dropped ones are gone.</summary>
    private readonly List<Candidate> _candidates = [];

    public IReadOnlyList<Candidate> Candidates => _candidates;

    /// <summary>The version in force at the event that is applied.</summary>
    private OraclePolicy Now => At(_soFar[^1].Time);

    private OraclePolicy At(long time) => _policies.At(time);

    /// <summary>A cart change: cart non-empty, no open checkout. A reset before due writes nothing.</summary>
    private void ArmCart(Cart cart)
    {
        var checkoutOpen = CheckoutIsOn && (_checkoutOpening || cart.Checkout is { Open: true });
        if (checkoutOpen)
        {
            EndFor(cart, Kind.Cart, "checkout_opened", _soFar[^1].Time);
            return;
        }
        Drop(c => c.Kind == Kind.Cart && c.Cart == cart, "cart_changed");
        if (!Now.Abandonment.Cart.Enabled) return;
        Arm(Kind.Cart, Now.Abandonment.Cart, cart.LastChange.Time, cart.CreatedAt,
            _sessionOf[cart.LastChange], cart, null);
    }

    /// <summary>A checkout step: an open checkout on a non-empty cart.</summary>
    private void ArmCheckout(Checkout checkout)
    {
        Drop(c => c.Kind == Kind.Checkout && c.Checkout == checkout, "checkout_step");
        if (!CheckoutIsOn || checkout.Cart is not { Open: true } cart) return;
        Arm(Kind.Checkout, At(checkout.LastStep.Time).Abandonment.Checkout, checkout.LastStep.Time,
            checkout.StartedAt, _sessionOf[checkout.LastStep], cart, checkout);
    }

    /// <summary>
    /// A closed session with enough interest, no cart created or changed in it, and no order by its close.
    /// </summary>
    private void ArmBrowse(Session session)
    {
        var policy = At(session.End).Abandonment;
        var views = session.Events.Where(e => e.Type == EventType.ProductView).ToList();
        var interested = views.Count >= policy.MinProductViews || views.Any(IsLong);
        if (!policy.Browse.Enabled || !interested || session.TouchedCarts.Count > 0) return;
        // Where the cap cut the session, the event that came after it is applied already and may be the order.
        var ordered = Facts.Orders(_soFar).Any(o => o.Time >= session.Start && o.Time <= session.ClosedAt);
        if (ordered) return;
        Arm(Kind.Browse, policy.Browse, session.End, session.Start, session, null, null);
    }

    private bool IsLong(Input view) => view.Data.DwellMs >= At(view.Time).Abandonment.MinDwellMs;

    private void Arm(
        Kind kind, KindPolicy policy, long lastActivityAt, long openedAt, Session session, Cart? cart,
        Checkout? checkout)
    {
        _words.Add(new(NameOf(kind), cart?.Id, _soFar[^1].Time, null));
        for (var step = 1; step <= policy.Steps.Count; step++)
        {
            _candidates.Add(new Candidate(kind, step, lastActivityAt, lastActivityAt + Ms(policy.Steps[step - 1]))
            {
                IsLastStep = step == policy.Steps.Count,
                OpenedAt = openedAt,
                Session = session,
                Cart = cart,
                Checkout = checkout,
            });
        }
    }

    /// <summary>A reset: no decision, but the reason should a trigger be published that it prevents.</summary>
    private void Drop(Func<Candidate, bool> concerned, string rule)
    {
        foreach (var c in _candidates.Where(c => c.Armed && concerned(c))) Prevent(IdOf(c), rule, _soFar[^1].Time);
        _candidates.RemoveAll(c => c.Armed && concerned(c));
    }

    private void CancelAll(Func<Candidate, bool> concerned, string rule, long at)
    {
        var cancelled = _candidates.Where(c => c.Armed && concerned(c)).OrderBy(c => c.Kind)
            .ThenBy(c => c.Cart?.CreatedAt).ThenBy(c => c.Cart?.Id, StringComparer.Ordinal).ThenBy(c => c.Step);
        foreach (var c in cancelled.ToList()) Decide(c, "cancelled", rule, at);
    }

    /// <summary>
    /// Cancels what is armed of a kind for a cart, and remembers why nothing of it is armed from now on.
    /// </summary>
    private void EndFor(Cart cart, Kind kind, string rule, long at)
    {
        CancelAll(c => c.Kind == kind && c.Cart == cart, rule, at);
        _words.Add(new(NameOf(kind), cart.Id, at, rule));
    }

    private static string NameOf(Kind kind) => kind.ToString().ToLowerInvariant();

    private void Decide(Candidate c, string outcome, string? rule, long at)
    {
        c.Id = IdOf(c);
        c.Outcome = outcome;
        // A checkout is open until its last step's candidate is decided.
        if (c is { IsLastStep: true, Checkout: { } checkout }) checkout.Open = false;
        if (outcome == "cancelled" && rule is not null) Prevent(c.Id, rule, at);
        if (_recalled.ContainsKey(c.Id)) return;
        var remembered = new Remembered(c.Kind, outcome, at);
        _published.Candidates.Add(c.Id, remembered);
        _published.Decisions.Add(new(at, new(c.Id, c.DueAt, at, outcome, rule, At(c.LastActivityAt).Version)));
        if (outcome != "fired") return;
        c.Stands = true;
        _published.Trigger(at, remembered, TriggerOf(c));
    }

    /// <summary>The ordinal: how many before it were equal in everything else.</summary>
    private CandidateId IdOf(Candidate c)
    {
        var first = new CandidateId(_key, c.Cart?.Id, c.KindName, c.Step, c.LastActivityAt, 0);
        return first with { Ordinal = _candidates.Count(o => o.Id is { } id && (id with { Ordinal = 0 }) == first) };
    }

    /// <summary>A due time inside quiet hours moves to their end; else the rules decide.</summary>
    private void Settle(Candidate c)
    {
        if (At(c.LastActivityAt).Governance.QuietHours is { } quiet)
        {
            var zone = Facts.Zone(_soFar, _policies.Fixed.TimeZone);
            var allowed = QuietHours.FirstNotQuiet(c.SettlesAt, zone, quiet);
            if (allowed > c.SettlesAt)
            {
                c.SettlesAt = allowed;
                return;
            }
        }
        if (_recalled.TryGetValue(IdOf(c), out var remembered))
        {
            Recall(c, remembered);
            return;
        }
        var rule = Objection(c);
        Decide(c, rule is null ? "fired" : "suppressed", rule, c.SettlesAt);
    }

    private OracleTrigger TriggerOf(Candidate c)
    {
        // Domain 11: a cart candidate speaks of the cart's latest checkout.
        var checkout = c.Checkout ?? c.Cart?.Checkout;
        return new OracleTrigger
        {
            Id = c.Id!,
            Status = "fired",
            SessionStart = c.Session?.Start,
            OpenedAt = c.OpenedAt,
            DueAt = c.DueAt,
            FiredAt = c.SettlesAt,
            Value = c.Cart?.Value,
            Currency = c.Cart?.Currency,
            Lines = c.Cart?.StatedLines ?? [],
            LastCheckoutStep = CheckoutTexts.LastStep(checkout),
            AbortReason = CheckoutTexts.AbortReason(checkout),
            Basis = Basis(At(c.LastActivityAt).Governance),
            PolicyVersion = At(c.LastActivityAt).Version,
        };
    }
}
