namespace StreamEngine.Core.Log;

/// <summary>
/// Offsets of partitions and of the consumer group. Answers name the partitions in the order of the question.
/// </summary>
public interface ILogOffsets
{
    /// <summary>Where the logs begin.</summary>
    ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> StartAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout);

    /// <summary>Where the logs end, asked of the brokers after the call was made.</summary>
    ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> EndAsync(
        IReadOnlyList<LogPartition> partitions, LogEnd end, TimeSpan timeout);

    /// <summary>
    /// The first record whose timestamp is at or after that time; <see cref="LogPosition.None"/> where there is none.
    /// </summary>
    ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> AtTimeAsync(
        IReadOnlyList<LogPartition> partitions, long timestamp, TimeSpan timeout);

    /// <summary>
    /// The group's committed offsets, once no open transaction is about to change them; <see cref="LogPosition.None"/>
    /// where nothing was ever committed. While one is open, asks again until the time is over.
    /// </summary>
    ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> CommittedAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout);

    /// <summary>Sets the group's committed offsets. Only while the group has no member.</summary>
    ValueTask<LogFault?> SetCommittedAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout);
}
