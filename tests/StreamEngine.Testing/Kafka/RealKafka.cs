using DotNet.Testcontainers.Builders;
using Testcontainers.Kafka;

namespace StreamEngine.Testing.Kafka;

/// <summary>
/// The one real Kafka of a test assembly, started when a test first asks for it. In this order: a running cluster named
/// by <c>STREAMENGINE_TEST_BOOTSTRAP</c>; the distribution in <c>KAFKA_HOME</c>; a container; or none, with the reason.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private KafkaSource? _source;
    private IAsyncDisposable? _owned;

    /// <summary>Where a Kafka is, or why there is none.</summary>
    public async Task<KafkaSource> FindAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _source ??= await StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_owned is not null) await _owned.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<KafkaSource> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("STREAMENGINE_TEST_BOOTSTRAP") is { Length: > 0 } bootstrap)
            return new KafkaSource(bootstrap, null, "");
        if (KafkaDistribution.Find(out var noDistribution) is { } distribution)
        {
            var cluster = await LocalKafkaCluster.StartAsync(distribution);
            _owned = cluster;
            return new KafkaSource(cluster.Bootstrap, cluster, "");
        }
        try
        {
            var container = new KafkaBuilder("apache/kafka-native:4.1.0").Build();
            await container.StartAsync();
            _owned = container;
            return new KafkaSource(container.GetBootstrapAddress(), null, "");
        }
        catch (DockerUnavailableException)
        {
            return new KafkaSource(null, null,
                $"no Kafka: STREAMENGINE_TEST_BOOTSTRAP is not set, {noDistribution}, and no Docker engine answers");
        }
    }
}

/// <summary>Where a real Kafka is.</summary>
/// <param name="Bootstrap">Its address; null when there is none.</param>
/// <param name="Cluster">The cluster when it is our own, which can then be hurt; else null.</param>
/// <param name="Missing">Why there is none.</param>
public sealed record KafkaSource(string? Bootstrap, LocalKafkaCluster? Cluster, string Missing);
