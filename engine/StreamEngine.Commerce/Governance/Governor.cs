using System.Globalization;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Governance;

/// <summary>
/// The rules that may object to a candidate that is due, in the order of docs/domain.md, "Governance"; the first that
/// objects decides.
/// </summary>
internal sealed class Governor
{
    private static readonly List<RememberedDecision> NoDecisions = [];

    private readonly KeyedScope<Customer> _scope;
    private readonly PolicyHistory _policies;

    /// <summary>The version by which the candidate at hand is judged: the one in force at its last activity.</summary>
    private ShopPolicy _policy;

    public Governor(KeyedScope<Customer> scope, PolicyHistory policies)
    {
        (_scope, _policies, _policy) = (scope, policies, policies.Latest);
        PolicyZone = QuietHours.ZoneOf(_policy.TimeZone) ?? NodaTime.DateTimeZone.Utc;
    }

    /// <summary>The wall clock as last told; null where there is none, as in a replay.</summary>
    public long? WallClock { get; set; }

    /// <summary>What the deciding rule looked at.</summary>
    public string? Detail { get; private set; }

    private NodaTime.DateTimeZone PolicyZone { get; }

    private GovernancePolicy Rules => _policy.Governance;

    private ShopFold Fold => _scope.State.Fold;

    /// <summary>Judges a candidate as of a time; see <see cref="AbsenceJudge"/>.</summary>
    public Judgement Judge(in Candidate candidate, int step, long asOf, bool again)
    {
        Detail = null;
        _policy = _policies.At(candidate.ActivityAt);
        if (Rules.QuietHours is { } quiet)
        {
            // Asked again at their end: the customer may be in another zone by then, where it is night.
            var zone = Fold.TimeZone is { } name ? QuietHours.ZoneOf(name) ?? PolicyZone : PolicyZone;
            var end = QuietHours.EndOf(quiet, asOf, zone);
            if (end > asOf) return new Judgement(null, end);
        }

        return new Judgement(FirstObjection(candidate, asOf, again));
    }

    /// <summary>
    /// On what ground the customer may be contacted, by the version of the candidate judged last; null where there is
    /// none.
    /// </summary>
    public string? BasisAsOf(long asOf)
    {
        switch (Fold.Consent)
        {
            case Consent.Granted: return "consent";
            case Consent.Revoked: return null;
        }

        var softOptIn = Fold.Country is { } country
            && Rules.SoftOptInCountries.Contains(country, StringComparer.OrdinalIgnoreCase)
            && _scope.State.Orders?.HasOrderNotCancelled(asOf) == true;
        if (softOptIn) return "soft_opt_in";
        return Rules.Consent == ConsentPolicy.Assumed ? "assumed" : null;
    }

    private string? FirstObjection(in Candidate candidate, long asOf, bool again)
    {
        if (IsBot(candidate)) return "bot";
        if (candidate.Kind != (int)AbandonmentKind.Browse && IsEmpty(candidate.Subject)) return "empty_cart";
        if (WasOrdered(candidate, asOf)) return "already_ordered";
        if (IsErased()) return "erased";
        if (HasNoConsent(asOf)) return "no_consent";
        if (!again && IsLessSignificant(candidate, asOf)) return "more_significant";
        if (IsBelowMinimum(candidate)) return "below_minimum_value";
        if (!again && IsOverCap(candidate, asOf)) return "frequency_cap";
        if (HadBadExperience()) return "negative_experience";
        return !again && IsStale(asOf) ? "stale" : null;
    }

    private bool Because(string detail)
    {
        Detail = detail;
        return true;
    }

    private bool IsBot(in Candidate candidate)
    {
        var isMarked = Fold.BotSessions?.Contains(candidate.Context) == true
            || (Fold.Session is { IsOpen: true, Value.IsBot: true }
                && SessionRules.IdOf(_scope.State, Fold.Session.Start) == candidate.Context);
        var bots = _policy.Bots;
        return isMarked && Because(string.Create(CultureInfo.InvariantCulture,
            $"its session had more than {bots.MaxEvents} events within {Plain.Span(bots.WithinMs)}, "
            + $"or was cut by the cap as number {bots.CappedSessions} or more in a row"));
    }

    private bool IsEmpty(long cartSerial) =>
        Fold.CartOf(cartSerial) is not { Lines.Count: > 0 } && Because("the cart has no lines");

    private bool WasOrdered(in Candidate candidate, long asOf)
    {
        if (_scope.State.Orders?.LastOrderedBetween(candidate.ActivityAt, asOf) is not { } order) return false;
        return Because($"order {order.Id} of {EventTime.Format(order.Placed!.Time)}, not cancelled by then");
    }

    private bool IsErased() => Fold.IsErased && Because("erasure was requested");

    private bool HasNoConsent(long asOf)
    {
        if (BasisAsOf(asOf) is not null) return false;
        if (Fold.Consent == Consent.Revoked) return Because("consent revoked");
        if (Rules.SoftOptInCountries.Count == 0) return Because("no consent known");
        var isSoft = Fold.Country is { } country
            && Rules.SoftOptInCountries.Contains(country, StringComparer.OrdinalIgnoreCase);
        return Because(isSoft
            ? $"no consent known, soft opt-in in {Fold.Country}, but no order that stands"
            : $"no consent known, no soft opt-in in {Fold.Country ?? "an unknown country"}");
    }

    private bool IsLessSignificant(in Candidate candidate, long asOf)
    {
        if (Rules.MoreSignificantWindowMs is not { } window) return false;
        foreach (var armed in Fold.Absence!.Armed)
            if (armed.Kind < candidate.Kind) return Because($"{KindName(armed.Kind)} is armed{OfCart(armed.Name)}");
        foreach (var fired in Decisions)
        {
            if (fired.Outcome != AbsenceOutcome.Fired || fired.Kind >= candidate.Kind) continue;
            if (Math.Abs(fired.At - asOf) >= window) continue;
            return Because($"{KindName(fired.Kind)} fired at {EventTime.Format(fired.At)}{OfCart(fired.Name)}, "
                + $"{Plain.Span(Math.Abs(asOf - fired.At))} apart, less than {Plain.Span(window)}");
        }

        return false;
    }

    private bool IsBelowMinimum(in Candidate candidate)
    {
        var serial = candidate.Subject;
        if (Rules.MinimumValue is not { } minimum) return false;
        var cart = Fold.CartOf(serial);
        if (cart?.Value is not { } value || value >= minimum) return false;
        return Because(string.Create(CultureInfo.InvariantCulture,
            $"value {Plain.Amount(value, cart.Currency)} is below {minimum}"));
    }

    private bool IsOverCap(in Candidate candidate, long asOf)
    {
        if (Rules.FrequencyCap is not { } cap) return false;
        var fired = 0;
        var last = long.MinValue;
        foreach (var decision in Decisions)
        {
            if (decision.Outcome != AbsenceOutcome.Fired) continue;
            var isSameActivity = decision.Kind == candidate.Kind && decision.SubjectKey == candidate.SubjectKey
                && decision.ActivityAt == candidate.ActivityAt;
            if (isSameActivity || Math.Abs(decision.At - asOf) >= Rules.FrequencyWindowMs) continue;
            fired++;
            last = Math.Max(last, decision.At);
        }

        return fired >= cap && Because(string.Create(CultureInfo.InvariantCulture,
            $"{fired} fired less than {Plain.Span(Rules.FrequencyWindowMs)} apart, the last at "
            + $"{EventTime.Format(last)}; cap {cap}"));
    }

    private bool HadBadExperience() => Rules.NegativeExperience && Fold.Rating is (1 or 2)
        && Because(string.Create(CultureInfo.InvariantCulture,
            $"rating {Fold.Rating} of 5 at {EventTime.Format(Fold.RatedAt)}"));

    private bool IsStale(long asOf) => Rules.StaleAfterMs is { } limit && WallClock is { } now && now - asOf > limit
        && Because($"due {Plain.Span(now - asOf)} ago, more than {Plain.Span(limit)}");

    private List<RememberedDecision> Decisions => _scope.State.Decisions?.Decisions ?? NoDecisions;

    private static string KindName(int kind) => ((AbandonmentKind)kind).ToString().ToLowerInvariant();

    private static string OfCart(string? name) => name is null ? "" : $" for cart {name}";
}
