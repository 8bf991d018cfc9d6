using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Candidates within a fold.</summary>
internal static class AbsenceCodec
{
    private const int HasName = 1, HasContext = 2, HasOrdinal = 4, HasDecided = 8, HasMoved = 16, All = 31;
    private const int MaxKind = (int)AbandonmentKind.Browse;

    public static void Write(AbsenceFold fold, RecordWriter output)
    {
        output.Number(fold.Armed.Count);
        foreach (var candidate in fold.Armed) Write(candidate, output);
        output.Number(fold.Spent.Count);
        foreach (var (kind, subjectKey, activityAt) in fold.Spent)
        {
            output.Number(kind);
            output.Fixed(subjectKey);
            output.Time(activityAt);
        }
    }

    public static AbsenceFold Read(ref RecordReader input, TextPool texts, PolicyHistory policies)
    {
        var fold = new AbsenceFold();
        var armed = input.Count();
        fold.Armed.MakeRoom(armed);
        for (var left = armed; left > 0; left--) fold.Armed.Add(ReadOne(ref input, texts, policies));
        var spent = input.Count();
        fold.Spent.MakeRoom(spent);
        for (var left = spent; left > 0; left--)
            fold.Spent.Add(((int)input.Number(MaxKind), input.Fixed(), input.Time()));
        fold.Refresh(policies.KindsAt);
        return fold;
    }

    private static void Write(in Candidate candidate, RecordWriter output)
    {
        var parts = (candidate.Name is not null ? HasName : 0)
            | (candidate.Context != default ? HasContext : 0)
            | (candidate.Ordinal != 0 ? HasOrdinal : 0)
            | (candidate.Decided != 0 ? HasDecided : 0)
            | (candidate.Moved is not null ? HasMoved : 0);
        output.Number(parts);
        output.Number(candidate.Kind);
        output.Signed(candidate.Subject);
        output.Fixed(candidate.SubjectKey);
        output.Time(candidate.ActivityAt);
        output.Signed(candidate.ActivityAt - candidate.CreatedAt);
        TextList.WriteIf(candidate.Name, output);
        if ((parts & HasContext) != 0) output.Hash(candidate.Context);
        if ((parts & HasOrdinal) != 0) output.Number(candidate.Ordinal);
        if ((parts & HasDecided) != 0) output.Number(candidate.Decided);
        if ((parts & HasMoved) == 0) return;
        output.Number(candidate.Moved!.Length);
        foreach (var moved in candidate.Moved) output.Number(moved);
    }

    private static Candidate ReadOne(ref RecordReader input, TextPool texts, PolicyHistory policies)
    {
        var parts = (int)input.Number(All);
        var candidate = new Candidate { Kind = (int)input.Number(MaxKind) };
        candidate.Subject = input.Signed();
        candidate.SubjectKey = input.Fixed();
        candidate.ActivityAt = input.Time();
        candidate.CreatedAt = unchecked(candidate.ActivityAt - input.Signed());
        candidate.Name = TextList.ReadIf(parts, HasName, ref input, texts);
        if ((parts & HasContext) != 0) candidate.Context = input.Hash();
        if ((parts & HasOrdinal) != 0) candidate.Ordinal = (int)input.Number(int.MaxValue);
        if ((parts & HasDecided) != 0) candidate.Decided = (ushort)input.Number(ushort.MaxValue);
        var steps = policies.KindsAt(candidate.ActivityAt).Kinds[candidate.Kind].StepsMs.Count;
        if ((parts & HasMoved) != 0) candidate.Moved = ReadMoved(ref input, steps);
        return candidate;
    }

    /// <summary>A policy may have more or fewer steps than the one under which the candidate was armed.</summary>
    private static long[] ReadMoved(ref RecordReader input, int steps)
    {
        var count = input.Count();
        if (count > AbsenceOptions.MaxSteps) throw new StateFormatException("a candidate has too many steps");
        var moved = new long[Math.Max(count, steps)];
        for (var i = 0; i < count; i++) moved[i] = input.Number();
        return moved;
    }
}
