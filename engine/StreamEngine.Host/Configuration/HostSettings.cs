using StreamEngine.Commerce;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Logging;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Configuration;

/// <summary>Everything that the worker is told, validated; docs/contract.md, section 4.</summary>
public sealed record HostSettings
{
    private const int VisitorLifetimeDays = 90;

    /// <summary>How a worker treats events' times by default: it forgets visitors, unlike a replay.</summary>
    public static ShopTime DefaultTime { get; } = new() { VisitorLifetimeMs = VisitorLifetimeDays * EventTime.Day };

    /// <summary>The connector's settings.</summary>
    public required KafkaSettings Kafka { get; init; }

    /// <summary>The topics' names.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>Where an input begins for which the group has no offset.</summary>
    public StartFrom StartFrom { get; init; } = StartFrom.Earliest;

    /// <summary>How many workers share the partitions of this process.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>When a batch is committed.</summary>
    public CommitSettings Commit { get; init; } = new();

    /// <summary>Where and how state is kept.</summary>
    public StateSettings State { get; init; } = new();

    /// <summary>How events' times are treated.</summary>
    public ShopTime Time { get; init; } = DefaultTime;

    /// <summary>How long an input is silent before it is asked whether it is idle.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The schema registry; null: records carry fingerprints.</summary>
    public RegistrySettings? Registry { get; init; }

    /// <summary>Where the pages are served.</summary>
    public MetricsSettings Metrics { get; init; } = new();

    /// <summary>How personal data is hidden.</summary>
    public PrivacySettings Privacy { get; init; } = new();

    /// <summary>The file of the policy document; null: the defaults hold.</summary>
    public string? PolicyPath { get; init; }

    /// <summary>The least level of log lines.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How log lines look.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;
}

/// <summary>When a batch is committed: at the first of these.</summary>
public sealed record CommitSettings
{
    /// <summary>Time since the last commit.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Input records of a worker in one transaction, at most.</summary>
    public int MaxRecords { get; init; } = 50_000;

    /// <summary>Bytes of outputs in one transaction, at most.</summary>
    public long MaxBytes { get; init; } = 16L * 1024 * 1024;
}

/// <summary>Where and how state is kept.</summary>
public sealed record StateSettings
{
    /// <summary>The folder of spill files; this process's alone.</summary>
    public string Directory { get; init; } = "state";

    /// <summary>Memory for the state of all tasks of the process, in bytes.</summary>
    public long MemoryLimitBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>The longest time between two snapshots of a task.</summary>
    public TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a replay since the last snapshot may take before there is a new one.</summary>
    public TimeSpan SnapshotReplay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Changed bytes after which there is a new snapshot.</summary>
    public long SnapshotBytes { get; init; } = 64L * 1024 * 1024;
}

/// <summary>Where the schema registry is and how it is asked.</summary>
public sealed record RegistrySettings
{
    /// <summary>Its address, with the path of the API.</summary>
    public required Uri Url { get; init; }

    /// <summary>The user of basic authentication; null: none.</summary>
    public string? Username { get; init; }

    /// <summary>The password of that user. Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>Whether schemas that the registry lacks are registered; else they are demanded.</summary>
    public bool AutoRegister { get; init; } = true;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string ToString() => $"{Url} (user {(Username is null ? "none" : "set")})";
}

/// <summary>Where the pages are served.</summary>
public sealed record MetricsSettings
{
    /// <summary>The address that is listened on; loopback by default.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 9464;
}
