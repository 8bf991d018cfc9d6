using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// One way that records take out of librdkafka, in two steps: fetch, during which the group's handlers run on the
/// calling thread, and deliver, during which they do not.
/// </summary>
internal interface IRecordFetcher : IDisposable
{
    /// <summary>Whether there is something fetched and not delivered.</summary>
    bool HasPending { get; }

    /// <summary>Fetches what is there; waits for the first of it. Nothing may be pending.</summary>
    void Fetch(int maxRecords, TimeSpan wait);

    /// <summary>Forgets what is pending of a partition, because it is to be read elsewhere.</summary>
    void Discard(LogPartition partition);

    /// <summary>Delivers all that is pending and forgets it.</summary>
    void Deliver(IDelivery delivery);
}
