using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 5, governance: the rules in their order, as of the (moved) due time.</summary>
internal sealed partial class CustomerStory
{
    private const int WorstAcceptableRating = 3;

    /// <summary>
    /// The first rule that objects; null fires. `stale` looks at the wall clock, never in replay. The two rules that
    /// look at what was published are not run again after a late event.
    /// </summary>
    private string? Objection(Candidate c, bool again = false)
    {
        var due = c.SettlesAt;
        var rules = At(c.LastActivityAt).Governance;
        if (c.Session!.IsBotAsOf(due, _policies.Fixed.Bots)) return "bot";
        if (c.Cart is { Lines.Count: 0 }) return "empty_cart";
        if (Facts.OrdersNotCancelled(_soFar).Any(o => o.Time > c.LastActivityAt)) return "already_ordered";
        if (Facts.Erased(_soFar)) return "erased";
        if (Basis(rules) is null) return "no_consent";
        if (!again && MoreSignificant(c, due, rules)) return "more_significant";
        if (c.Cart?.Value < rules.MinimumValue) return "below_minimum_value";
        if (!again && FiredAround(c, due, rules) >= rules.FrequencyCap) return "frequency_cap";
        return rules.NegativeExperience && Facts.LatestRating(_soFar) < WorstAcceptableRating
            ? "negative_experience" : null;
    }

    /// <summary>
    /// Published ones count, retracted ones too. Later ones exist only for a candidate found late, which looks ahead as
    /// well as back. Later steps of the same cart, kind and lastActivityAt do not count against each other.
    /// </summary>
    private int FiredAround(Candidate c, long due, GovernancePolicy rules) => _published.Candidates.Count(o =>
        o.Value.Fired
        && Math.Abs(o.Value.DecidedAt - due) < Ms(rules.FrequencyWindow)
        && !(o.Key.Kind == c.KindName && o.Key.CartId == c.Cart?.Id && o.Key.LastActivityAt == c.LastActivityAt));

    /// <summary>A higher kind of the customer, any cart: armed now, or fired less than 24 h before.</summary>
    private bool MoreSignificant(Candidate c, long due, GovernancePolicy rules)
    {
        if (rules.MoreSignificantWindow is not { } span) return false;
        var window = Ms(span);
        return _candidates.Any(o => o.Kind < c.Kind && o.Armed)
            || _published.Candidates.Values.Any(o => o.Kind < c.Kind && o.Fired
                && Math.Abs(o.DecidedAt - due) < window);
    }

    /// <summary>
    /// Why the customer may be addressed: an explicit statement first, then soft opt-in, then `assumed`; null is no.
    /// </summary>
    private string? Basis(GovernancePolicy rules)
    {
        if (Facts.Consent(_soFar) is { } stated) return stated ? "consent" : null;
        var country = Facts.Country(_soFar);
        var softOptIn = country is not null
            && rules.SoftOptInCountries.Contains(country, StringComparer.OrdinalIgnoreCase)
            && Facts.OrdersNotCancelled(_soFar).Any();
        if (softOptIn) return "soft_opt_in";
        return rules.ConsentAssumed || _options.AssumeConsent ? "assumed" : null;
    }
}
