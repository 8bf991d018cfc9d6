using StreamEngine.Commerce.Abandonment;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// The policy in force at each moment of event time. A new version is in force from the watermark at which it was
/// adopted; what happened before, also what comes late, goes by the version of its own time, so that folding a
/// customer's events again gives the same result.
/// </summary>
public sealed class PolicyHistory
{
    private Entry[] _entries;

    private sealed record Entry(long From, ShopPolicy Policy, AbsenceOptions Kinds);

    /// <param name="first">In force from the beginning of time.</param>
    public PolicyHistory(ShopPolicy first) => _entries = [EntryOf(first, EventTime.Min)];

    /// <summary>The version adopted last.</summary>
    public ShopPolicy Latest => _entries[^1].Policy;

    /// <summary>Every version and from when on it is in force, the oldest first.</summary>
    public IReadOnlyList<(long From, ShopPolicy Policy)> Versions => [.. _entries.Select(e => (e.From, e.Policy))];

    /// <summary>How long a decision can matter after it was made, ms: the longest window of any version.</summary>
    public long LookBackMs { get; private set; }

    /// <summary>The version in force at that event time.</summary>
    public ShopPolicy At(long time) => EntryAt(time).Policy;

    /// <summary>Puts a version in force from that event time on; nothing at or after it was folded yet.</summary>
    /// <exception cref="PolicyException">
    /// It changes what sessions and figures already published were made by: session, bots, deduplication, kpis,
    /// timeZone or currency. Such a policy starts with a state of its own.
    /// </exception>
    public void Adopt(ShopPolicy next, long from)
    {
        List<string> violations = [.. ChangesOf(Latest, next)
            .Select(key => $"{key}: cannot be changed by a new version; start over with a new state")];
        if (violations.Count > 0) throw new PolicyException(violations);
        Core.Invariant.Require(from >= _entries[^1].From, "a policy is adopted where the one before it is in force");
        _entries = [.. _entries, EntryOf(next, from)];
    }

    internal AbsenceOptions KindsAt(long time) => EntryAt(time).Kinds;

    private static IEnumerable<string> ChangesOf(ShopPolicy before, ShopPolicy after)
    {
        if (before.TimeZone != after.TimeZone) yield return "timeZone";
        if (before.Currency != after.Currency) yield return "currency";
        if (before.Session != after.Session) yield return "session";
        if (before.Bots != after.Bots) yield return "bots";
        if (before.Kpis != after.Kpis) yield return "kpis";
        if (before.DeduplicationWindowMs != after.DeduplicationWindowMs) yield return "deduplication";
    }

    private Entry EntryAt(long time)
    {
        for (var i = _entries.Length - 1; i > 0; i--)
            if (_entries[i].From <= time) return _entries[i];
        return _entries[0];
    }

    private Entry EntryOf(ShopPolicy policy, long from)
    {
        var kinds = AbandonmentKinds.Of(policy.Abandonment);
        kinds.Validate();
        var rules = policy.Governance;
        LookBackMs = new[]
        {
            LookBackMs, kinds.RecoveryWindowMs, rules.FrequencyWindowMs, rules.MoreSignificantWindowMs ?? 0,
        }.Max();
        return new Entry(from, policy, kinds);
    }
}
