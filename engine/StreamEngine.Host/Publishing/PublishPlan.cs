using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Publishing;

/// <summary>What is to be published, and how.</summary>
public sealed record PublishPlan
{
    /// <summary>What is read; ties in time go by their order.</summary>
    public required IReadOnlyList<FileInput> Inputs { get; init; }

    /// <summary>Where it goes.</summary>
    public required HostSettings Settings { get; init; }

    /// <summary>Whose deadlines a drain passes.</summary>
    public ShopPolicy Policy { get; init; } = new();

    /// <summary>The most events a second; null: as fast as the brokers take them.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether all times are moved so that the last event is now.</summary>
    public bool ShiftToNow { get; init; }

    /// <summary>Whether heartbeats move time past every deadline at the end.</summary>
    public bool Drain { get; init; }
}

/// <summary>What was published.</summary>
public sealed record PublishResult
{
    /// <summary>Events sent, by topic.</summary>
    public required IReadOnlyDictionary<string, long> Sent { get; init; }

    /// <summary>Rows that are no events and were left out, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>Rows that carry nothing, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Filtered { get; init; }

    /// <summary>The latest event time as sent; null where it was not asked for.</summary>
    public long? Last { get; init; }

    /// <summary>The time of the closing heartbeats; null without a drain.</summary>
    public long? DrainedTo { get; init; }

    /// <summary>How many heartbeats were sent.</summary>
    public int Heartbeats { get; init; }

    /// <summary>How long the sending took.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>Why not all of the input could be read; null where it was.</summary>
    public string? Failure { get; init; }

    /// <summary>Events sent to all topics.</summary>
    public long Total => Sent.Values.Sum();
}
