namespace StreamEngine.Core.Log;

/// <summary>Topics and their settings.</summary>
public interface ITopicAdmin
{
    /// <summary>Who the cluster is.</summary>
    ValueTask<LogAnswer<ClusterDescription>> DescribeClusterAsync(TimeSpan timeout);

    /// <summary>What the topics are, in the order of the question; null where one does not exist.</summary>
    ValueTask<LogAnswer<IReadOnlyList<TopicDescription?>>> DescribeAsync(
        IReadOnlyList<string> topics, TimeSpan timeout);

    /// <summary>
    /// Creates a topic and waits until it can be described. One that exists already is a fault of that kind.
    /// </summary>
    ValueTask<LogFault?> CreateAsync(TopicSpecification topic, TimeSpan timeout);
}

/// <summary>A cluster.</summary>
/// <param name="Id">Its id, which tells it from another at the same address.</param>
/// <param name="Brokers">How many brokers are up.</param>
public sealed record ClusterDescription(string Id, int Brokers);

/// <summary>A topic as it is.</summary>
public sealed record TopicDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its id, which tells it from another of the same name; empty where the broker gives none.</summary>
    public required string Id { get; init; }

    /// <summary>How many partitions it has.</summary>
    public required int Partitions { get; init; }

    /// <summary>The smallest number of replicas that a partition has.</summary>
    public required int Replicas { get; init; }

    /// <summary>Its effective settings, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}

/// <summary>A topic as it shall be created.</summary>
public sealed record TopicSpecification
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many partitions, at least 1.</summary>
    public required int Partitions { get; init; }

    /// <summary>How many replicas; -1 leaves it to the broker.</summary>
    public int Replicas { get; init; } = -1;

    /// <summary>Settings that differ from the broker's defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
