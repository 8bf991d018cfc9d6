using StreamEngine.Oracle.Abandonment;
using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Outputs;

namespace StreamEngine.Oracle.Customers;

/// <summary>
/// Domain 5, retracted: after a late event the story is told again from the complete input, and what was published
/// before is held against it.
/// </summary>
internal sealed partial class CustomerStory
{
    /// <summary>What was decided before this telling; it is not decided again.</summary>
    private readonly Dictionary<CandidateId, Remembered> _recalled;

    /// <summary>
    /// Why a candidate came to no firing in this telling: the last disarming or reset, else the rule.
    /// </summary>
    private readonly Dictionary<CandidateId, Prevention> _prevented = [];

    private sealed record Prevention(string Rule, long At, Input? Cause);

    /// <summary>A candidate that was decided before comes due again in this telling.</summary>
    private void Recall(Candidate c, Remembered remembered)
    {
        var rule = remembered.Fired ? Objection(c, again: true) : null;
        Decide(c, remembered.Outcome, rule, c.SettlesAt);
        c.Stands = remembered is { Fired: true, Retracted: false } && rule is null;
        c.Recovered = remembered.Recovered;
        if (rule is not null) Prevent(c.Id!, rule, c.SettlesAt);
        else if (remembered.Fired) _prevented.Remove(c.Id!);
    }

    private void Prevent(CandidateId id, string rule, long at) => _prevented[id] = new(rule, at, _atHand);

    /// <summary>
    /// Where this telling is about no late event, a trigger that an earlier one moved past the watermark is taken back
    /// as soon as it is clear that it would not have fired.
    /// </summary>
    private void TakeBackMoved()
    {
        foreach (var (id, fired) in _recalled.Where(r => r.Value is { Fired: true, Retracted: false }))
        {
            if (IsStanding(id) || !_prevented.TryGetValue(id, out var by)) continue;
            _published.Retract(id, fired, by.Rule, by.At, by.Cause, by.Cause is null ? null : CurrencyOf(by.Cause));
        }
    }

    private bool IsStanding(CandidateId id) =>
        _candidates.Any(c => (c.Stands && c.Id == id) || (c.Armed && IdOf(c) == id));

    /// <summary>
    /// Publishes what the late event took back: triggers that do not stand, sessions that are no more.
    /// </summary>
    public void Correct(Input cause)
    {
        foreach (var (id, fired) in _recalled.Where(r => r.Value is { Fired: true, Retracted: false }))
        {
            if (IsStanding(id)) continue;
            var rule = _prevented.GetValueOrDefault(id)?.Rule ?? NeverArmed(id);
            _published.Retract(id, fired, rule, cause.Time, cause, CurrencyOf(cause));
        }
        var starts = Sessions.Select(s => s.Start).ToHashSet();
        foreach (var last in _published.LastSessions.Values.ToList())
        {
            if (starts.Contains(last.Start) || last.Status == "merged") continue;
            var into = Sessions.Last(s => s.Start <= last.Start && !s.IsAlone);
            var line = last with { Status = "merged", MergedIntoStart = into.Start };
            _published.Session(cause.Time, line);
        }
    }

    /// <summary>
    /// The rule for a candidate that the complete input does not arm at all: the last word on its cart by then, where
    /// that ended candidates of its kind, else that of a reset.
    /// </summary>
    private string NeverArmed(CandidateId id)
    {
        if (id.Kind == "browse") return NeverArmedBrowse(id);
        var last = _words.LastOrDefault(w => w.Kind == id.Kind && w.CartId == id.CartId && w.At <= id.LastActivityAt);
        return last?.EndedBy ?? (id.Kind == "checkout" ? "checkout_step" : "cart_changed");
    }

    /// <summary>Candidates of that kind were armed for a cart, or ended whether or not there were any.</summary>
    private sealed record Word(string Kind, string? CartId, long At, string? EndedBy);

    private readonly List<Word> _words = [];

    private string NeverArmedBrowse(CandidateId id)
    {
        if (Sessions.Find(s => s.End == id.LastActivityAt) is not { } session) return "session_resumed";
        return session.TouchedCarts.Count > 0 ? "cart_add" : "order";
    }
}
