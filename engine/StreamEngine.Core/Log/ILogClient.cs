namespace StreamEngine.Core.Log;

/// <summary>
/// The engine's one seam to the log. Every operation is an awaitable at the granularity of a batch; none reads a clock
/// of the engine: time-outs are arguments. Faults that a caller must decide on come back as values; exceptions mean
/// that the caller broke the contract. One worker calls its consumer, producer and readers from one flow of control.
/// </summary>
public interface ILogClient : IAsyncDisposable
{
    /// <summary>Offsets of partitions and of the consumer group.</summary>
    ILogOffsets Offsets { get; }

    /// <summary>Topics and their settings.</summary>
    ITopicAdmin Topics { get; }

    /// <summary>A member of the consumer group, subscribed to those topics.</summary>
    /// <param name="topics">The input topics; equal partition counts are the caller's check.</param>
    /// <param name="slot">The worker's number in the process, from 0.</param>
    ILogConsumer CreateConsumer(IReadOnlyList<string> topics, int slot);

    /// <summary>
    /// The transactional producer of that worker. A new one with the same slot fences the one before.
    /// </summary>
    ITransactionalProducer CreateProducer(int slot);

    /// <summary>A reader of bounded ranges outside of the group.</summary>
    ILogReader CreateReader();
}
