using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Fetches by the documented call, one record at a time.</summary>
internal sealed class SupportedFetcher(IConsumer<byte[], byte[]> consumer) : IRecordFetcher
{
    private readonly List<ConsumeResult<byte[], byte[]>> _pending = [];
    private readonly List<LogFault> _failed = [];

    public bool HasPending => _pending.Count > 0 || _failed.Count > 0;

    public void Fetch(int maxRecords, TimeSpan wait)
    {
        var timeout = wait;
        while (_pending.Count < maxRecords && _failed.Count == 0)
        {
            try
            {
                var result = consumer.Consume(timeout);
                if (result is null) return;
                _pending.Add(result);
            }
            catch (ConsumeException e)
            {
                var at = e.ConsumerRecord?.TopicPartition;
                _failed.Add(
                    Faults.Of(e.Error, at?.Topic is null ? null : new LogPartition(at.Topic, at.Partition.Value)));
            }
            catch (KafkaException e)
            {
                _failed.Add(Faults.Of(e.Error));
            }
            timeout = TimeSpan.Zero;
        }
    }

    public void Deliver(IDelivery delivery)
    {
        PartitionCursor? cursor = null;
        TopicPartition? at = null;
        foreach (var result in _pending)
        {
            if (at is null || result.TopicPartition != at)
            {
                at = result.TopicPartition;
                cursor = delivery.CursorOf(new LogPartition(at.Topic, at.Partition.Value));
            }
            if (cursor is null) continue;
            if (!result.IsPartitionEOF)
            {
                if (cursor.Accept(result.Offset.Value)) Copy(result.Message, result.Offset.Value, cursor.Target!);
            }
            else if (cursor.AcceptEnd(result.Offset.Value))
            {
                delivery.ReachedEnd(cursor, result.Offset.Value);
            }
        }
        foreach (var fault in _failed) delivery.Failed(fault);
        _pending.Clear();
        _failed.Clear();
    }

    public void Discard(LogPartition partition) =>
        _pending.RemoveAll(r => r.Partition.Value == partition.Number && r.Topic == partition.Topic);

    public void Dispose()
    {
        _pending.Clear();
        _failed.Clear();
    }

    private static void Copy(Message<byte[], byte[]> message, long offset, LogBatch batch)
    {
        var nulls = (message.Key is null ? NullParts.Key : NullParts.None)
            | (message.Value is null ? NullParts.Value : NullParts.None);
        var kind = message.Timestamp.Type switch
        {
            TimestampType.CreateTime => TimestampKind.CreateTime,
            TimestampType.LogAppendTime => TimestampKind.LogAppendTime,
            _ => TimestampKind.None,
        };
        batch.Add(offset, message.Timestamp.UnixTimestampMs, kind, message.Key, message.Value, nulls);
        if (message.Headers is null) return;
        foreach (var header in message.Headers)
            batch.AddHeader(System.Text.Encoding.UTF8.GetBytes(header.Key), header.GetValueBytes(),
                header.GetValueBytes() is null);
    }
}
