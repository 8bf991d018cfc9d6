using Confluent.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>Waits until a cluster has made good what it lost.</summary>
internal static class ReplicasInSync
{
    private static readonly TimeSpan Question = TimeSpan.FromSeconds(5);

    /// <summary>Waits until every partition that the cluster tells of has all its replicas in sync.</summary>
    /// <param name="bootstrap">Where it is.</param>
    /// <param name="limit">How long to wait.</param>
    /// <exception cref="TimeoutException">They are not in sync within that time.</exception>
    public static async Task WaitAsync(string bootstrap, TimeSpan limit)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        using var deadline = new CancellationTokenSource(limit);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!AllInSync(admin))
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException("The replicas are not in sync.");
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static bool AllInSync(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(Question).Topics.SelectMany(static topic => topic.Partitions)
                .All(static partition => partition.InSyncReplicas.Length == partition.Replicas.Length);
        }
        catch (KafkaException)
        {
            // Asked of a node that is just being started.
            return false;
        }
    }
}
