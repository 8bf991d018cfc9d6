using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Operators.Absence;

/// <summary>Something armed: it fires at each of its steps unless it is reset or disarmed before.</summary>
public struct Candidate
{
    public int Kind;
    public long Subject;
    public ulong SubjectKey;
    public long ActivityAt;
    public long CreatedAt;
    public Hash128 Context;
    public string? Name;

    /// <summary>How many candidates before it were equal in kind, subject key and activity.</summary>
    public int Ordinal;

    /// <summary>One bit a step that is decided.</summary>
    public ushort Decided;

    /// <summary>The moved due time of each step, where one was moved.</summary>
    public long[]? Moved;

    /// <summary>The due time as the options state it, whatever it was moved to.</summary>
    public readonly long Due(AbsenceKind kind, int step) => EventTime.Plus(ActivityAt, kind.StepsMs[step]);

    /// <summary>When the step is judged.</summary>
    public readonly long EffectiveDue(AbsenceKind kind, int step) =>
        Moved is not null && Moved[step] != 0 ? Moved[step] : Due(kind, step);

    /// <summary>The earliest effective due time of a step not decided, and that step; Max where none is left.</summary>
    public readonly long NextDue(AbsenceKind kind, out int step)
    {
        var earliest = EventTime.Max;
        step = -1;
        for (var i = 0; i < kind.StepsMs.Count; i++)
        {
            if ((Decided & (1 << i)) != 0 || EffectiveDue(kind, i) >= earliest) continue;
            earliest = EffectiveDue(kind, i);
            step = i;
        }

        return earliest;
    }

    internal readonly bool IsSame(int kind, ulong subjectKey, long activityAt) =>
        Kind == kind && SubjectKey == subjectKey && ActivityAt == activityAt;
}
