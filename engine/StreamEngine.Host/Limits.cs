namespace StreamEngine.Host;

/// <summary>Every bound of the host, in one place.</summary>
public static class Limits
{
    /// <summary>The most partitions that a replay runs.</summary>
    public const int MaxReplayPartitions = 1024;

    /// <summary>The largest policy document, in bytes.</summary>
    public const int MaxPolicyBytes = 1 << 20;

    /// <summary>The largest configuration file, in bytes.</summary>
    public const int MaxConfigurationBytes = 1 << 20;

    /// <summary>The largest answer of a schema registry, in bytes.</summary>
    public const int MaxRegistryAnswerBytes = 4 << 20;

    /// <summary>How often a request to the schema registry is tried again.</summary>
    public const int RegistryRetries = 3;

    /// <summary>
    /// The least memory for the state of one task, in bytes: its store's share holds pages for the largest customer.
    /// </summary>
    public const long MinTaskStateBytes = 24L * 1024 * 1024;

    /// <summary>The most workers of a process.</summary>
    public const int MaxWorkers = 64;

    /// <summary>How many batches are read ahead of the pipeline.</summary>
    public const int BatchesReadAhead = 4;

    /// <summary>The buffer of an output file, in bytes.</summary>
    public const int OutputBufferBytes = 256 * 1024;

    /// <summary>The most months that the table of figures shows; the files have them all.</summary>
    public const int MaxMonthsShown = 24;

    /// <summary>The most currencies that the table of sales shows: those with the most orders.</summary>
    public const int MaxCurrenciesShown = 4;

    /// <summary>The width of tables where there is no terminal, in columns.</summary>
    public const int PlainWidth = 100;

    /// <summary>How long a command waits for an answer of the brokers.</summary>
    public static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The most connections to the pages at a time.</summary>
    public const int MaxPageConnections = 64;

    /// <summary>How often a worker may fail in a row before the process gives up.</summary>
    public const int MaxWorkerFailures = 8;

    /// <summary>How long a reader of the pages may take to say what it wants.</summary>
    public static readonly TimeSpan PageHeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long the worker waits for brokers when it starts.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long one question to the brokers may take while the worker starts.</summary>
    public static readonly TimeSpan StartRequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two such questions.</summary>
    public static readonly TimeSpan StartRetryPause = TimeSpan.FromSeconds(2);

    /// <summary>A worker that ran this long has got over its earlier failures.</summary>
    public static readonly TimeSpan WorkerIsWellAfter = TimeSpan.FromMinutes(10);

    /// <summary>How long the worker may take to end once it is asked to.</summary>
    public static readonly TimeSpan WorkerTerminationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How often the figures of the workers are taken in when nobody asks for them.</summary>
    public static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often sessions and carts that are open are counted: it looks at every customer in memory.</summary>
    public static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    /// <summary>The time between two lines of the demo.</summary>
    public static readonly TimeSpan DemoLineEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long a command may take to end once it is asked to.</summary>
    public static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two lines of progress.</summary>
    public static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
}
