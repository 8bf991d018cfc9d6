using StreamEngine.Oracle.Admission;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Sessions;

/// <summary>
/// Domain 3: what the cap did stays done. A cut stays where it was made, and a late event that would make a session
/// longer than the cap is a session of its own.
/// </summary>
internal sealed class CapCuts
{
    /// <summary>The moments before which the cap cut; the events of a moment are never parted.</summary>
    public HashSet<long> Before { get; } = [];

    /// <summary>Late events that are a session of their own.</summary>
    public HashSet<Input> Alone { get; } = [];

    /// <summary>Takes note of the cuts that the events as known so far make.</summary>
    public void Note(IEnumerable<Input> known, SessionPolicy policy)
    {
        foreach (var cut in CutsOf(known, policy)) Before.Add(cut.Time);
    }

    /// <summary>Puts a late event aside where another event would be cut off because of it.</summary>
    public void NoteLate(Input late, IReadOnlyCollection<Input> known, SessionPolicy policy)
    {
        Note(known, policy);
        var cutsOffOthers = CutsOf(known.Append(late), policy)
            .Any(cut => !Before.Contains(cut.Time) && cut.Time != late.Time);
        if (cutsOffOthers || Alone.Any(other => other.Time == late.Time)) Alone.Add(late);
        Note(known.Append(late), policy);
    }

    private List<Input> CutsOf(IEnumerable<Input> events, SessionPolicy policy) =>
        [.. SessionScan.Cut(events.Order(), policy, this).Where(s => s.CutBy is not null).Select(s => s.CutBy!)];
}
