using StreamEngine.Oracle.Abandonment;

namespace StreamEngine.Oracle.Customers;

/// <summary>Domain 5, governance: the rules in their order, as of the (moved) due time.</summary>
internal sealed partial class CustomerStory
{
    private const int WorstAcceptableRating = 3;

    /// <summary>The first rule that objects; null fires. `stale` looks at the wall clock, never in replay.</summary>
    private string? Objection(Candidate c)
    {
        var due = c.SettlesAt;
        var rules = _policy.Governance;
        if (c.Session!.IsBotAsOf(due, _policy.Bots)) return "bot";
        if (c.Cart is { Lines.Count: 0 }) return "empty_cart";
        if (Facts.OrdersNotCancelled(_soFar).Any(o => o.Time > c.LastActivityAt)) return "already_ordered";
        if (Facts.Erased(_soFar)) return "erased";
        if (Basis() is null) return "no_consent";
        if (MoreSignificant(c, due)) return "more_significant";
        if (c.Cart?.Value < rules.MinimumValue) return "below_minimum_value";
        if (FiredWithin(due) >= rules.FrequencyCap) return "frequency_cap";
        return rules.NegativeExperience && Facts.LatestRating(_soFar) < WorstAcceptableRating
            ? "negative_experience" : null;

        int FiredWithin(long moment) => _candidates.Count(o => o.Trigger is not null
            && o.SettlesAt > moment - Ms(rules.FrequencyWindow) && !SameArming(o, c));
    }

    /// <summary>Later steps of the same cart, kind and lastActivityAt do not count against each other.</summary>
    private static bool SameArming(Candidate a, Candidate b) =>
        a.Kind == b.Kind && a.Cart == b.Cart && a.LastActivityAt == b.LastActivityAt;

    /// <summary>A higher kind of the customer, any cart: armed now, or fired less than 24 h before.</summary>
    private bool MoreSignificant(Candidate c, long due)
    {
        var window = Ms(_policy.Governance.MoreSignificantWindow);
        return _candidates.Any(o => o.Kind < c.Kind
            && (o.Armed || (o.Trigger is not null && o.SettlesAt > due - window)));
    }

    /// <summary>
    /// Why the customer may be addressed: an explicit statement first, then soft opt-in, then `assumed`; null is no.
    /// </summary>
    private string? Basis()
    {
        if (Facts.Consent(_soFar) is { } stated) return stated ? "consent" : null;
        var country = Facts.Country(_soFar);
        var softOptIn = country is not null
            && _policy.Governance.SoftOptInCountries.Contains(country, StringComparer.OrdinalIgnoreCase)
            && Facts.OrdersNotCancelled(_soFar).Any();
        if (softOptIn) return "soft_opt_in";
        return _policy.Governance.ConsentAssumed || _options.AssumeConsent ? "assumed" : null;
    }
}
