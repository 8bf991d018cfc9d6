namespace StreamEngine.Core.Operators.Absence;

/// <summary>One kind of absence: how long after the activity each step is due.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="StepsMs">Due times after the activity, ms, ascending, each at least 1; at most 16.</param>
public sealed record AbsenceKind(string Name, IReadOnlyList<long> StepsMs);

/// <summary>The kinds, the most significant first, and for how long a fired candidate can be recovered.</summary>
/// <param name="Kinds">At most 8; the index of a kind is its number everywhere else.</param>
/// <param name="RecoveryWindowMs">From firing, ms, inclusive.</param>
public sealed record AbsenceOptions(IReadOnlyList<AbsenceKind> Kinds, long RecoveryWindowMs)
{
    /// <summary>The most steps that a kind may have.</summary>
    public const int MaxSteps = 16;

    /// <summary>Throws where kinds, steps or window make no sense.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RecoveryWindowMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Kinds.Count, 8);
        foreach (var kind in Kinds)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(kind.StepsMs.Count, MaxSteps, kind.Name);
            for (var i = 0; i < kind.StepsMs.Count; i++)
                ArgumentOutOfRangeException.ThrowIfLessThan(
                    kind.StepsMs[i], i == 0 ? 1 : kind.StepsMs[i - 1] + 1, kind.Name);
        }
    }
}
