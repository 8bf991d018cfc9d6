using Confluent.Kafka;
using StreamEngine.Core.Log;
using Partitioner = StreamEngine.Core.Log.Partitioner;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// How many partitions the topics have whose records go where their key says. Asked once a topic: a topic whose count
/// changes is refused at the next start anyway.
/// </summary>
internal sealed class PartitionCounts : IDisposable
{
    public const int Unknown = -2;

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly IAdminClient _admin;
    private readonly PartitionerKind _partitioner;

    public PartitionCounts(IClient producer, PartitionerKind partitioner)
    {
        _admin = new DependentAdminClientBuilder(producer.Handle).Build();
        // Somebody has to choose: what producers are trusted to do says nothing about what this one does.
        _partitioner = partitioner == PartitionerKind.Trust ? PartitionerKind.Murmur2 : partitioner;
    }

    /// <summary>
    /// The partition of a record by its key, or <see cref="Unknown"/> while its topic's count is not learnt.
    /// </summary>
    public int Of(AppendBatch batch, in AppendRecord record)
    {
        if (!_counts.TryGetValue(batch.Topics[record.Topic], out var count)) return Unknown;
        var partition = Partitioner.Of(_partitioner, batch.Key(record), record.KeyLength < 0, count);
        // A record without a key may go anywhere; always the same place keeps the output a function of the input.
        return partition == Partitioner.Any ? 0 : partition;
    }

    /// <summary>Learns the partition count of that record's topic where it is needed.</summary>
    public ValueTask<LogFault?> LearnAsync(AppendBatch batch, int index)
    {
        ref readonly var record = ref batch[index];
        var topic = batch.Topics[record.Topic];
        return record.Partition >= 0 || _counts.ContainsKey(topic) ? new((LogFault?)null) : AskAsync(topic);
    }

    public void Dispose() => _admin.Dispose();

    private async ValueTask<LogFault?> AskAsync(string topic)
    {
        try
        {
            var metadata = await Task.Run(() => _admin.GetMetadata(topic, Limits.TopicLookup)).ConfigureAwait(false);
            var answer = metadata.Topics.Find(t => t.Topic == topic);
            if (answer is null || answer.Error.IsError || answer.Partitions.Count == 0)
                return new LogFault(
                    LogFaultKind.UnknownTopic, (int)(answer?.Error.Code ?? ErrorCode.UnknownTopicOrPart),
                    $"The partition count of topic {topic} is not known.");
            _counts[topic] = answer.Partitions.Count;
            return null;
        }
        catch (KafkaException e)
        {
            return Faults.Of(e.Error);
        }
    }
}
