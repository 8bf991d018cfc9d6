using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// One native client that asks: a consumer of the group that never subscribes, and so joins nothing. Thread-safe.
/// </summary>
internal sealed class AskingHandle : IDisposable
{
    private readonly Lock _calls = new();
    private readonly IConsumer<byte[], byte[]> _consumer;
    private bool _isClosed;
    private int _unanswered;

    private AskingHandle(IConsumer<byte[], byte[]> consumer) =>
        (_consumer, Admin) = (consumer, new DependentAdminClientBuilder(consumer.Handle).Build());

    /// <summary>
    /// Admin requests. Not for those that go to a group's coordinator while a worker runs: one that fails on its way
    /// ends the process with an assertion (confluentinc/librdkafka, pull request 5397).
    /// </summary>
    public IAdminClient Admin { get; }

    /// <summary>Opens one.</summary>
    public static AskingHandle Open(KafkaSettings settings, Action<KafkaLogLine> log) => new(
        new ConsumerBuilder<byte[], byte[]>(ClientProperties.Asking(settings))
            .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
            .SetErrorHandler((_, error) => log(KafkaLogLine.Of(error, "admin")))
            .Build());

    /// <summary>
    /// The stable committed offsets of the group; it waits for the broker, for the time-out at most. One call at a
    /// time, and none into a client that is being closed.
    /// </summary>
    /// <exception cref="KafkaException">The broker did not answer, or not with offsets.</exception>
    public IReadOnlyList<TopicPartitionOffsetError> Committed(
        IEnumerable<TopicPartition> partitions, TimeSpan timeout)
    {
        lock (_calls)
        {
            if (_isClosed) throw new KafkaException(ErrorCode.Local_Destroy);
            try
            {
                // Stable ones: the consumer reads what is committed, and the library asks the broker accordingly.
                return [.. _consumer.Committed(partitions, timeout).Select(static p =>
                    new TopicPartitionOffsetError(p.TopicPartition, p.Offset, new Error(ErrorCode.NoError)))];
            }
            catch (TopicPartitionOffsetException partly)
            {
                return partly.Results;
            }
        }
    }

    /// <summary>
    /// Told what came of a question about offsets: false where another client should be asked. The library asks the
    /// leaders and the coordinator that it remembers, also when these say that they are none any more, and learns of
    /// others minutes later. One question without an answer means little: what is committed may be part of a
    /// transaction under way, for which the library waits.
    /// </summary>
    public bool Answers(LogFault? fault)
    {
        switch ((ErrorCode)(fault?.Code ?? 0))
        {
            case ErrorCode.NotLeaderForPartition or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch
                or ErrorCode.NotCoordinatorForGroup:
                return false;
            case ErrorCode.Local_TimedOut:
                return Interlocked.Increment(ref _unanswered) < Limits.UnansweredQuestions;
            default:
                Interlocked.Exchange(ref _unanswered, 0);
                return true;
        }
    }

    public void Dispose()
    {
        lock (_calls)
        {
            if (_isClosed) return;
            _isClosed = true;
            Admin.Dispose();
            NativeClient.Close(_consumer);
        }
    }
}
