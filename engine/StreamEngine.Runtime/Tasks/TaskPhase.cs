using StreamEngine.Core;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// Where a task is in its life.
/// <code>
///   Created ──▶ Restoring ──replayed──▶ Running ──revoked──▶ Suspended
///                ▲  │  ▲                │    ▲                │  │
///                │  │  ├────failed──────┤    └─came back as───┤  │ kept for too long
///                │  │  │                │      it was left    │  │
///                │  │  └────────────────┼──came back changed──┘  │
///      try again │  └─cannot─┐  ┌───────┘                        │
///                │           ▼  ▼ failed again and again         │
///                └───────── Parked                               │
///                                                                ▼
///   any of them ────────────revoked, lost, stopped────────────▶ Closed
/// </code>
/// </summary>
public enum TaskPhase : byte
{
    /// <summary>Partition p of every input is assigned; nothing was read yet.</summary>
    Created,

    /// <summary>The state is being rebuilt from snapshot and journal.</summary>
    Restoring,

    /// <summary>Records are processed and committed.</summary>
    Running,

    /// <summary>Paused and unready: it failed again and again, or its state is not to be trusted.</summary>
    Parked,

    /// <summary>The partitions went to another member; the state is kept for a while, should they come back.</summary>
    Suspended,

    /// <summary>Over; the state is gone.</summary>
    Closed,
}

/// <summary>The phase of one task, with the legal steps enforced.</summary>
public sealed class TaskLife
{
    private static readonly Dictionary<TaskPhase, TaskPhase[]> Legal = new()
    {
        [TaskPhase.Created] = [TaskPhase.Restoring, TaskPhase.Closed],
        [TaskPhase.Restoring] = [TaskPhase.Running, TaskPhase.Parked, TaskPhase.Closed],
        [TaskPhase.Running] = [TaskPhase.Restoring, TaskPhase.Parked, TaskPhase.Suspended, TaskPhase.Closed],
        [TaskPhase.Parked] = [TaskPhase.Restoring, TaskPhase.Closed],
        [TaskPhase.Suspended] = [TaskPhase.Running, TaskPhase.Restoring, TaskPhase.Closed],
        [TaskPhase.Closed] = [],
    };

    /// <summary>The phase now.</summary>
    public TaskPhase Phase { get; private set; } = TaskPhase.Created;

    /// <summary>Why it is there, for people; null where it goes without saying.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether the step from one phase to another is legal.</summary>
    public static bool IsLegal(TaskPhase from, TaskPhase to) => Legal[from].Contains(to);

    /// <summary>Goes on to the next phase.</summary>
    /// <exception cref="InvariantException">The step is not a legal one.</exception>
    public void Enter(TaskPhase next, string? reason = null)
    {
        Invariant.Require(IsLegal(Phase, next), $"a task does not go from {Phase} to {next}");
        Phase = next;
        Reason = reason;
    }
}
