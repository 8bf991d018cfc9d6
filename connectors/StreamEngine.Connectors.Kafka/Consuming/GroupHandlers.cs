using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The handlers that librdkafka calls on the consumer's thread in the middle of a fetch. An exception out of a handler
/// is lost or leaves a member that heartbeats and consumes nothing, so none gets out: it becomes a fatal fault.
/// </summary>
internal sealed class GroupHandlers(
    Assignment assignment, FaultLog faults, Func<GroupEvent, IReadOnlyList<LogPosition>?> raise)
{
    /// <summary>
    /// Partitions assigned and not yet paused at librdkafka, which knows them only after the handler.
    /// </summary>
    public List<TopicPartition> ToPause { get; } = [];

    /// <summary>Where the assigned partitions start. Called with an empty list after every revocation, too.</summary>
    public IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        if (partitions.Count == 0) return [];
        try
        {
            var names = Names(partitions);
            var start = raise(new GroupEvent(GroupEventKind.Assigned, names));
            // Nobody decides any more: the consumer is being closed.
            if (start is null) return partitions.Select(static p => new TopicPartitionOffset(p, Offset.End));
            var offsets = Offsets(start, names);
            foreach (var partition in names) assignment.Add(new LogPosition(partition, offsets[partition]));
            ToPause.AddRange(partitions);
            return names.Select(p => new TopicPartitionOffset(p.Topic, p.Number, offsets[p]));
        }
        catch (Exception e)
        {
            Failed(e);
            return partitions.Select(static p => new TopicPartitionOffset(p, Offset.End));
        }
    }

    /// <summary>The partitions go elsewhere when this returns.</summary>
    public void Revoked(List<TopicPartitionOffset> partitions) => Leave(GroupEventKind.Revoked, partitions);

    /// <summary>The partitions may be elsewhere already.</summary>
    public void Lost(List<TopicPartitionOffset> partitions) => Leave(GroupEventKind.Lost, partitions);

    private void Leave(GroupEventKind kind, List<TopicPartitionOffset> partitions)
    {
        try
        {
            var owned = Names(partitions.ConvertAll(static p => p.TopicPartition)).Where(assignment.Owns).ToList();
            if (owned.Count == 0) return;
            raise(new GroupEvent(kind, owned));
            foreach (var partition in owned) assignment.Remove(partition);
            ToPause.RemoveAll(p => owned.Contains(new LogPartition(p.Topic, p.Partition.Value)));
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private static List<LogPartition> Names(List<TopicPartition> partitions)
    {
        var names = partitions.ConvertAll(static p => new LogPartition(p.Topic, p.Partition.Value));
        names.Sort();
        return names;
    }

    private static Dictionary<LogPartition, long> Offsets(
        IReadOnlyList<LogPosition> start, List<LogPartition> partitions)
    {
        var offsets = start.ToDictionary(static p => p.Partition, static p => p.Offset);
        if (offsets.Count != partitions.Count
            || !partitions.TrueForAll(p => offsets.TryGetValue(p, out var at) && at >= 0))
            throw new ArgumentException(
                "The acknowledgement of an assignment names the start of each of its partitions.");
        return offsets;
    }

    private void Failed(Exception exception) =>
        faults.Add(new LogFault(
            LogFaultKind.Other, 0, $"A group handler failed: {exception.Message}")
        { IsFatal = true });
}
