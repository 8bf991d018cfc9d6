using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>One way that records take into librdkafka.</summary>
internal interface IRecordAppender : IDisposable
{
    /// <summary>Hands one record over and copies it. An error comes back, also that the queue is full.</summary>
    Error? Append(AppendBatch batch, in AppendRecord record, int partition);

    /// <summary>Forgets the topics of the batch before, whose indices mean other topics now.</summary>
    void Start(AppendBatch batch);
}
