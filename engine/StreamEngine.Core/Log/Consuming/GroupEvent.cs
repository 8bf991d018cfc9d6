namespace StreamEngine.Core.Log;

/// <summary>
/// A change of what this member owns. Until it is acknowledged no record is delivered and the group waits for this
/// member: so decide soon. Events come in the group's order.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Partitions">Which partitions are concerned, never empty; all others stay as they are.</param>
public sealed record GroupEvent(GroupEventKind Kind, IReadOnlyList<LogPartition> Partitions);

/// <summary>What can happen to the ownership of partitions.</summary>
public enum GroupEventKind : byte
{
    /// <summary>
    /// The partitions belong to this member from now on. The acknowledgement names where each starts; they begin
    /// paused.
    /// </summary>
    Assigned,

    /// <summary>
    /// The partitions go to another member after the acknowledgement. Commit or abort first: no transaction may be open
    /// across it. The commit may still be refused as stale, because the group may have gone on already.
    /// </summary>
    Revoked,

    /// <summary>
    /// The partitions may already belong to another member. Abort; nothing can be committed for them any more.
    /// </summary>
    Lost,
}
