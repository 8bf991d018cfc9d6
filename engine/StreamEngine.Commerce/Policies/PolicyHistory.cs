using StreamEngine.Commerce.Abandonment;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Policies;

/// <summary>
/// The policy in force at each moment of event time. A new version is in force from the watermark at which it was
/// adopted; what happened before, also what comes late, goes by the version of its own time, so that folding a
/// customer's events again gives the same result.
/// </summary>
public sealed class PolicyHistory
{
    private readonly ShopPolicy _given;
    private Entry[] _entries;
    private int _saved;

    /// <param name="From">The event time from which on it is in force; Min for the first.</param>
    /// <param name="Policy">What it says.</param>
    /// <param name="Kinds">The same for absences.</param>
    /// <param name="Document">As it was adopted; empty for the policy that the pipeline was made with.</param>
    private sealed record Entry(long From, ShopPolicy Policy, AbsenceOptions Kinds, ReadOnlyMemory<byte> Document);

    /// <param name="given">
    /// In force from the beginning of time, until a document takes its place. What no version may change is as here.
    /// </param>
    public PolicyHistory(ShopPolicy given)
    {
        _given = given;
        _entries = [EntryOf(given, EventTime.Min, default)];
        LookBackMs = LookBackOf(_entries);
    }

    /// <summary>The version adopted last; the given policy where none was.</summary>
    public ShopPolicy Latest => _entries[^1].Policy;

    /// <summary>From when on that is in force.</summary>
    public long LatestFrom => _entries[^1].From;

    /// <summary>Whether a document was adopted.</summary>
    public bool HasDocument => !_entries[0].Document.IsEmpty;

    /// <summary>How long a decision can matter after it was made, ms: the longest window of any version.</summary>
    public long LookBackMs { get; private set; }

    /// <summary>About how many bytes <see cref="TakeChanges"/> would hand over.</summary>
    public long UnsavedBytes => HasDocument ? _entries.Skip(_saved).Sum(static e => (long)e.Document.Length) : 0;

    /// <summary>The version in force at that event time.</summary>
    public ShopPolicy At(long time) => EntryAt(time).Policy;

    /// <summary>
    /// Puts a version in force from that event time on; nothing at or after it was folded yet. The first one is in
    /// force from the beginning of time, instead of the policy given; one at the same time as the one before replaces
    /// it, which never came to anything.
    /// </summary>
    /// <exception cref="PolicyException">
    /// It is no policy, or changes what sessions and figures already published were made by: session, bots,
    /// deduplication, kpis, timeZone or currency. Such a policy starts with a state of its own.
    /// </exception>
    public void Adopt(ReadOnlyMemory<byte> document, long from)
    {
        var next = PolicyDocument.Parse(document);
        RequireSameBasis(next);
        Core.Invariant.Require(from >= LatestFrom, "a policy is adopted where the one before it is in force");
        var kept = HasDocument ? _entries.Where(e => e.From < from).ToArray() : [];
        _entries = [.. kept, EntryOf(next, kept.Length == 0 ? EventTime.Min : from, document.ToArray())];
        _saved = Math.Min(_saved, kept.Length);
        LookBackMs = LookBackOf(_entries);
    }

    /// <summary>Hands over each version that was adopted since the last call.</summary>
    public void TakeChanges(PolicyVersionHandler changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        if (!HasDocument) return;
        for (; _saved < _entries.Length; _saved++)
            changed(_saved, _entries[_saved].From, _entries[_saved].Document.Span);
    }

    /// <summary>Takes the place of what there is: the versions that were handed over, in order.</summary>
    /// <exception cref="PolicyException">One of them has another basis than the policy given.</exception>
    public void Restore(IEnumerable<(long From, ReadOnlyMemory<byte> Document)> versions)
    {
        var entries = new List<Entry>();
        foreach (var (from, document) in versions)
        {
            var policy = PolicyDocument.Parse(document);
            RequireSameBasis(policy);
            if (entries.Count == 0 ? from != EventTime.Min : from <= entries[^1].From)
                throw new StateFormatException("versions of the policy are not in the order of time");
            entries.Add(EntryOf(policy, from, document));
        }

        if (entries.Count == 0) return;
        (_entries, _saved) = ([.. entries], entries.Count);
        LookBackMs = LookBackOf(_entries);
    }

    internal AbsenceOptions KindsAt(long time) => EntryAt(time).Kinds;

    private void RequireSameBasis(ShopPolicy next)
    {
        List<string> violations = [.. ChangesOf(_given, next)
            .Select(key => $"{key}: cannot be changed by a new version; start over with a new state")];
        if (violations.Count > 0) throw new PolicyException(violations);
    }

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

    private static Entry EntryOf(ShopPolicy policy, long from, ReadOnlyMemory<byte> document)
    {
        var kinds = AbandonmentKinds.Of(policy.Abandonment);
        kinds.Validate();
        return new Entry(from, policy, kinds, document);
    }

    private static long LookBackOf(Entry[] entries)
    {
        var longest = 0L;
        foreach (var (_, policy, kinds, _) in entries)
        {
            var rules = policy.Governance;
            longest = Math.Max(Math.Max(longest, kinds.RecoveryWindowMs),
                Math.Max(rules.FrequencyWindowMs, rules.MoreSignificantWindowMs ?? 0));
        }

        return longest;
    }
}

/// <summary>One version of the policy, as it was adopted. The span is valid during the call.</summary>
/// <param name="number">Counts them from 0.</param>
/// <param name="from">From which event time on it is in force; Min for the first.</param>
/// <param name="document">The document.</param>
public delegate void PolicyVersionHandler(int number, long from, ReadOnlySpan<byte> document);
