using StreamEngine.Core.Log;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Runtime.Recovery;

/// <summary>Which of the journal's entries are to be replayed, or why that cannot be said yet. Pure.</summary>
internal static class JournalTail
{
    /// <summary>What the journal says about the committed offsets.</summary>
    public enum Verdict : byte
    {
        /// <summary>The last entry ends at the committed offsets.</summary>
        Whole,

        /// <summary>The committed offsets lead: the entry's marker has not been written yet.</summary>
        Behind,

        /// <summary>The journal leads: the committed offsets have to be asked for again.</summary>
        Ahead,
    }

    /// <summary>Compares.</summary>
    /// <param name="ends">Where the last entry ends; the snapshot's ends where no entry follows it.</param>
    /// <param name="committed">The committed offsets, by input.</param>
    public static Verdict Compare(ReadOnlySpan<long> ends, ReadOnlySpan<long> committed)
    {
        var verdict = Verdict.Whole;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] > committed[i]) return Verdict.Ahead;
            if (ends[i] < committed[i]) verdict = Verdict.Behind;
        }

        return verdict;
    }

    /// <summary>Adds an entry to those after the snapshot; each follows the one before.</summary>
    /// <exception cref="RestoreRefusedException">There is a gap, or two entries contradict each other.</exception>
    public static void Append(List<JournalEntry> entries, long snapshotSequence, JournalEntry entry,
        LogPartition journal)
    {
        if (entry.Sequence <= snapshotSequence) return;
        var expected = entries.Count == 0 ? snapshotSequence + 1 : entries[^1].Sequence + 1;
        if (entry.Sequence != expected)
            throw new RestoreRefusedException($"{journal} has entry {entry.Sequence} where {expected} should be: "
                + $"records of it are "
                + "missing. The task cannot be replayed; 'streamengine state reset' starts over.");
        if (entries.Count > 0 && !entries[^1].Ends.AsSpan().SequenceEqual(entry.Starts))
            throw new RestoreRefusedException($"{journal} has an entry {entry.Sequence} that does not begin where "
                + $"the one before "
                + "ends. The task cannot be replayed; 'streamengine state reset' starts over.");
        entries.Add(entry);
    }
}
