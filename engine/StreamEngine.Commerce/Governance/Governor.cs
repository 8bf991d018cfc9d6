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
    private readonly KeyedScope<Customer> _scope;
    private readonly ShopPolicy _policy;
    private readonly GovernancePolicy _rules;

    public Governor(KeyedScope<Customer> scope, ShopPolicy policy)
    {
        (_scope, _policy, _rules) = (scope, policy, policy.Governance);
        PolicyZone = QuietHours.ZoneOf(policy.TimeZone) ?? NodaTime.DateTimeZone.Utc;
    }

    /// <summary>The wall clock as last told; null where there is none, as in a replay.</summary>
    public long? WallClock { get; set; }

    /// <summary>What the deciding rule looked at.</summary>
    public string? Detail { get; private set; }

    private NodaTime.DateTimeZone PolicyZone { get; }

    private ShopFold Fold => _scope.State.Fold;

    /// <summary>Judges a candidate as of a time; see <see cref="AbsenceJudge"/>.</summary>
    public Judgement Judge(in Candidate candidate, int step, long asOf, bool again)
    {
        Detail = null;
        if (_rules.QuietHours is { } quiet)
        {
            // Asked again at their end: the customer may be in another zone by then, where it is night.
            var zone = Fold.TimeZone is { } name ? QuietHours.ZoneOf(name) ?? PolicyZone : PolicyZone;
            var end = QuietHours.EndOf(quiet, asOf, zone);
            if (end > asOf) return new Judgement(null, end);
        }

        return new Judgement(FirstObjection(candidate, asOf, again));
    }

    /// <summary>On what ground the customer may be contacted; null where there is none.</summary>
    public string? BasisAsOf(long asOf)
    {
        switch (Fold.Consent)
        {
            case Consent.Granted: return "consent";
            case Consent.Revoked: return null;
        }

        var softOptIn = Fold.Country is { } country
            && _rules.SoftOptInCountries.Contains(country, StringComparer.OrdinalIgnoreCase)
            && _scope.State.Orders?.HasOrderNotCancelled(asOf) == true;
        if (softOptIn) return "soft_opt_in";
        return _rules.Consent == ConsentPolicy.Assumed ? "assumed" : null;
    }

    private string? FirstObjection(in Candidate candidate, long asOf, bool again)
    {
        if (IsBot(candidate)) return "bot";
        if (candidate.Kind != (int)AbandonmentKind.Browse && IsEmpty(candidate.Subject)) return "empty_cart";
        if (_scope.State.Orders?.WasOrderedBetween(candidate.ActivityAt, asOf) == true) return "already_ordered";
        if (Fold.IsErased) return "erased";
        if (BasisAsOf(asOf) is null)
        {
            Detail = Fold.Consent == Consent.Revoked ? "consent revoked" : "no consent known";
            return "no_consent";
        }

        if (!again && IsLessSignificant(candidate, asOf)) return "more_significant";
        if (IsBelowMinimum(candidate)) return "below_minimum_value";
        if (!again && IsOverCap(candidate, asOf)) return "frequency_cap";
        if (_rules.NegativeExperience && Fold.Rating is (1 or 2)) return "negative_experience";
        return !again && IsStale(asOf) ? "stale" : null;
    }

    private bool IsBot(in Candidate candidate)
    {
        if (Fold.BotSessions?.Contains(candidate.Context) == true) return true;
        return Fold.Session is { IsOpen: true, Value.IsBot: true }
            && SessionRules.IdOf(_scope.State, Fold.Session.Start) == candidate.Context;
    }

    private bool IsEmpty(long cartSerial) =>
        Fold.Carts?.Find(c => c.Serial == cartSerial) is not { Lines.Count: > 0 };

    private bool IsLessSignificant(in Candidate candidate, long asOf)
    {
        if (_rules.MoreSignificantWindowMs is not { } window) return false;
        foreach (var armed in Fold.Absence!.Armed)
        {
            if (armed.Kind >= candidate.Kind) continue;
            Detail = $"{KindName(armed.Kind)} is armed";
            return true;
        }

        foreach (var fired in Fired())
        {
            if (fired.Kind >= candidate.Kind || Math.Abs(fired.At - asOf) >= window) continue;
            Detail = $"{KindName(fired.Kind)} fired at {EventTime.Format(fired.At)}";
            return true;
        }

        return false;
    }

    private bool IsBelowMinimum(in Candidate candidate)
    {
        var serial = candidate.Subject;
        if (_rules.MinimumValue is not { } minimum) return false;
        if (Fold.Carts?.Find(c => c.Serial == serial)?.Value is not { } value || value >= minimum) return false;
        Detail = string.Create(CultureInfo.InvariantCulture, $"value {value} is below {minimum}");
        return true;
    }

    private bool IsOverCap(in Candidate candidate, long asOf)
    {
        if (_rules.FrequencyCap is not { } cap) return false;
        var fired = 0;
        foreach (var decision in Fired())
        {
            var isSameActivity = decision.Kind == candidate.Kind && decision.SubjectKey == candidate.SubjectKey
                && decision.ActivityAt == candidate.ActivityAt;
            if (!isSameActivity && Math.Abs(decision.At - asOf) < _rules.FrequencyWindowMs) fired++;
        }

        if (fired < cap) return false;
        Detail = string.Create(CultureInfo.InvariantCulture, $"{fired} fired, cap {cap}");
        return true;
    }

    private bool IsStale(long asOf) =>
        _rules.StaleAfterMs is { } limit && WallClock is { } now && now - asOf > limit;

    private IEnumerable<RememberedDecision> Fired() =>
        _scope.State.Decisions?.Decisions.Where(d => d.Outcome == AbsenceOutcome.Fired) ?? [];

    private static string KindName(int kind) => ((AbandonmentKind)kind).ToString().ToLowerInvariant();
}
