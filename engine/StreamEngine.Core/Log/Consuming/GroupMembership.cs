namespace StreamEngine.Core.Log;

/// <summary>
/// Who the consumer was in its group when a transaction began: member and generation. Offsets sent with it are refused
/// once the group has gone on, which is what keeps a paused process from committing for partitions that it no longer
/// owns.
/// </summary>
public abstract class GroupMembership
{
    /// <summary>How many group events the consumer had delivered when this was captured.</summary>
    public abstract long EventsSeen { get; }
}
