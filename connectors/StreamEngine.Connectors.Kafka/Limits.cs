namespace StreamEngine.Connectors.Kafka;

/// <summary>Every limit of the Kafka connector.</summary>
internal static class Limits
{
    /// <summary>Most records that one native fetch hands over; a poll for more takes several.</summary>
    public const int RecordsPerNativeFetch = 8192;

    /// <summary>The largest request that a producer sends, in bytes, unless configured.</summary>
    public const int LargestRequestBytes = 16 * 1024 * 1024;

    /// <summary>Most faults kept between two polls; of further ones only fatal ones are.</summary>
    public const int PendingFaults = 64;

    /// <summary>How long a seek is tried while the partition's fetcher is starting.</summary>
    public static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two tries of a seek, of a full queue or of an unstable offset.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// The pause while the producer's queue is full: short, because it drains at the speed of the network.
    /// </summary>
    public static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(1);

    /// <summary>How long one native wait for records lasts at most, so that a stop is noticed.</summary>
    public static readonly TimeSpan LongestNativeWait = TimeSpan.FromSeconds(1);

    /// <summary>How long the partition count of a topic may take to be learnt.</summary>
    public static readonly TimeSpan TopicLookup = TimeSpan.FromSeconds(10);

    /// <summary>How long after its own time-out a call of the library counts as one that never returns.</summary>
    public static readonly TimeSpan OverdueCall = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that waits for nobody may take.</summary>
    public static readonly TimeSpan LocalCall = TimeSpan.FromSeconds(5);

    /// <summary>Most producers of a process that hang in a call of the client library.</summary>
    public const int AbandonedProducers = 16;

    /// <summary>How often a question to the group's coordinator is asked within its time.</summary>
    public const int TriesOfQuestion = 3;

    /// <summary>After how many questions in a row without an answer another client is asked.</summary>
    public const int UnansweredQuestions = 2;

    /// <summary>Most clients that were replaced because answers did not come, and are not closed yet.</summary>
    public const int TiredClients = 4;

    /// <summary>
    /// How long a request of a reading client may be on its way; librdkafka's minute would be a minute without a
    /// heartbeat.
    /// </summary>
    public static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How soon after another a client that asks may be replaced, in milliseconds.</summary>
    public const long RenewEveryMs = 1000;
}
