using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Tests.Support;

namespace StreamEngine.Core.Tests.Operators.SessionWindow;

/// <summary>Sessions over a timeline, and what they should be.</summary>
internal static class Sessions
{
    public static ref SessionSlot<long> SlotOf(NoteState state) => ref state.Fold.Session;

    public static void Sum(ref SessionSlot<long> session, Note next) => session.Value += next.Word;

    public static IObservable<SessionElement<long>> Over(
        IObservable<Note> source, KeyedProcess<NoteState, Note> process) =>
        source.SessionWindow(process, SlotOf, new SessionWindowOptions(10, 30), Sum);

    public static void Wire(Timeline timeline, long gap, long cap) => timeline.Process.Events
        .SessionWindow(timeline.Process, SlotOf, new SessionWindowOptions(gap, cap), Sum)
        .Subscribe(element =>
        {
            if (!element.IsClosed) timeline.Say($"opens");
            else timeline.Say($"{Describe(element)}");
        });

    /// <summary>
    /// The sessions of a whole input: for each key, every note that is no more than the gap behind the one before it
    /// and no more than the cap behind the first belongs to the same session.
    /// </summary>
    public static IEnumerable<string> Expected(IEnumerable<Entry> entries, long gap, long cap)
    {
        var sessions = new List<string>();
        foreach (var ofKey in Streams.InOrder(entries).GroupBy(entry => entry.Key))
        {
            var rest = ofKey.ToList();
            while (rest.Count > 0)
            {
                var length = 1;
                while (length < rest.Count && rest[length].Time - rest[length - 1].Time <= gap
                    && rest[length].Time - rest[0].Time <= cap)
                    length++;
                var isCut = length < rest.Count && rest[length].Time - rest[length - 1].Time <= gap;
                var (end, sum) = (rest[length - 1].Time, rest.Take(length).Sum(entry => entry.Word));
                sessions.Add(FormattableString.Invariant(
                    $"{ofKey.Key}: {rest[0].Time}..{end}, {length} sum {sum}{(isCut ? " cut" : "")}"));
                sessions.Add($"{ofKey.Key}: opens");
                rest.RemoveRange(0, length);
            }
        }

        return sessions.GroupBy(line => line).Select(group => $"{group.Count()}x {group.Key}")
            .Order(StringComparer.Ordinal);
    }

    private static string Describe(SessionElement<long> element) => FormattableString.Invariant(
        $"{element.Session.Start}..{element.Session.End}, {element.Session.Count} sum {element.Session.Value}")
        + (element.CutByCap ? " cut" : "");
}
