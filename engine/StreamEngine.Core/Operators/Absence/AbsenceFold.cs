using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.Absence;

/// <summary>The candidates armed for a key: part of its fold.</summary>
public sealed class AbsenceFold
{
    /// <summary>How many spent candidates are remembered for the ordinals of later equal ones.</summary>
    private const int MaxSpent = 8;

    /// <summary>What is armed, in the order of arming.</summary>
    public List<Candidate> Armed { get; private init; } = new(capacity: 1);

    /// <summary>The last candidates that came to an end other than a reset.</summary>
    public List<(int Kind, ulong SubjectKey, long ActivityAt)> Spent { get; private init; } = [];

    /// <summary>The earliest effective due time of all; Max where nothing is armed.</summary>
    public long NextDue { get; private set; } = EventTime.Max;

    /// <summary>A copy that shares nothing which can change.</summary>
    public AbsenceFold Clone()
    {
        var copy = new AbsenceFold { Armed = [.. Armed], Spent = [.. Spent], NextDue = NextDue };
        for (var i = 0; i < copy.Armed.Count; i++)
        {
            if (copy.Armed[i].Moved is not { } moved) continue;
            var candidate = copy.Armed[i];
            candidate.Moved = (long[])moved.Clone();
            copy.Armed[i] = candidate;
        }

        return copy;
    }

    /// <summary>Finds the earliest due time anew; to be called after <see cref="Armed"/> was changed.</summary>
    public void Refresh(Func<long, AbsenceOptions> optionsAt)
    {
        NextDue = EventTime.Max;
        foreach (var candidate in Armed)
        {
            var kind = optionsAt(candidate.ActivityAt).Kinds[candidate.Kind];
            NextDue = Math.Min(NextDue, candidate.NextDue(kind, out _));
        }
    }

    internal int OrdinalOf(int kind, ulong subjectKey, long activityAt)
    {
        var count = 0;
        foreach (var spent in Spent)
            if (spent == (kind, subjectKey, activityAt)) count++;
        return count;
    }

    internal void Spend(in Candidate candidate)
    {
        if (Spent.Count == MaxSpent) Spent.RemoveAt(0);
        Spent.Add((candidate.Kind, candidate.SubjectKey, candidate.ActivityAt));
    }
}
