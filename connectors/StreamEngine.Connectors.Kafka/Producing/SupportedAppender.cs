using System.Text;
using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Produces by the documented call.</summary>
internal sealed class SupportedAppender(IProducer<byte[], byte[]> producer) : IRecordAppender
{
    public void Start(AppendBatch batch)
    {
    }

    public Error? Append(AppendBatch batch, in AppendRecord record, int partition)
    {
        var message = new Message<byte[], byte[]>
        {
            Key = record.KeyLength < 0 ? null! : batch.Key(record).ToArray(),
            Value = record.ValueLength < 0 ? null! : batch.Value(record).ToArray(),
            Timestamp = record.Timestamp == AppendBatch.Now
                ? Timestamp.Default
                : new Timestamp(record.Timestamp, TimestampType.CreateTime),
        };
        foreach (var header in batch.Headers(record))
        {
            message.Headers ??= [];
            message.Headers.Add(Encoding.UTF8.GetString(header.Name), header.IsNull ? null : header.Value.ToArray());
        }
        try
        {
            producer.Produce(new TopicPartition(batch.Topics[record.Topic], new Partition(partition)), message);
            return null;
        }
        catch (KafkaException e)
        {
            return e.Error;
        }
    }

    public void Dispose()
    {
    }
}
